import type { Microphone } from '../../agent/sound/microphones.ts'
import type { Finding } from './finding.ts'

/** The microphones that are plugged in. No picture needs one. */
export async function examineMicrophones(
  listing: Promise<readonly Microphone[]>,
  platform: NodeJS.Platform,
): Promise<Finding[]> {
  if (platform !== 'linux') {
    listing.catch(() => undefined)
    return []
  }
  const found = await listing.catch(() => [])
  const none = 'none was found; sound can also come from an address, as in --audio rtsp://host/path'
  const detail = found.map(({ source, name }) => `${name} (--audio '${source}')`).join(', ')
  return [{ state: 'ok', what: 'Microphones', detail: detail || none }]
}
