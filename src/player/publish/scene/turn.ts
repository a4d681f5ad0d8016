import type { Wish } from './wish.ts'

/** The wish for the other camera: of a phone the one on the other side, else the next of these, by the browser's ids. */
export function turned(wish: Wish, now: MediaTrackSettings, devices: readonly string[]): Wish {
  const { facingMode, deviceId = '' } = now
  if (facingMode === 'environment' || facingMode === 'user')
    return { ...wish, device: undefined, facing: facingMode === 'user' ? 'environment' : 'user' }
  return { ...wish, device: devices[(devices.indexOf(deviceId) + 1) % devices.length] }
}

/** The cameras of this device, by the browser's ids; none before it may use one. */
export async function cameraDevices(): Promise<string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return devices.flatMap(({ kind, deviceId }) => (kind === 'videoinput' && deviceId !== '' ? [deviceId] : []))
}
