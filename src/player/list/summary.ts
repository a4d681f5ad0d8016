import type { CameraState } from '../server/cameraJson.ts'

/** The list in a few words: 'All 3 live', '2 live · 1 not live', '1 camera'. Empty when there are no cameras. */
export function summary(kinds: readonly CameraState['kind'][]): string {
  const live = kinds.filter(kind => kind === 'live').length
  const lost = kinds.filter(kind => kind === 'lost').length
  if (kinds.length === 0) return ''
  if (kinds.length > 1 && live === kinds.length) return `All ${live} live`
  const parts = [live > 0 ? `${live} live` : '', lost > 0 ? `${lost} not live` : ''].filter(Boolean)
  return parts.join(' · ') || (kinds.length === 1 ? '1 camera' : `${kinds.length} cameras`)
}
