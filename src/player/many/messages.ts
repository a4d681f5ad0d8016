import { opened } from '../../media/wire.ts'
import { type CameraState, parseState, record } from '../server/cameraJson.ts'

/** Why nothing more comes of a camera; `message` is a sentence. */
export interface Ending {
  readonly code: string
  readonly message: string
}

/** What a message in text says of a camera; undefined for what is about none, or not known. */
export type Told =
  | { readonly type: 'state'; readonly camera: string; readonly state: CameraState; readonly repeats: boolean }
  | { readonly type: 'ended'; readonly camera: string; readonly ending: Ending }
  | { readonly type: 'other'; readonly camera: string }

/** Reads a message in text. Throws what JSON.parse and parseState do. */
export function readTold(text: string): Told | undefined {
  const { type, camera, state, repeats, code, message } = record(JSON.parse(text), 'message')
  if (typeof camera !== 'string') return undefined
  if (type === 'state') return { type, camera, state: parseState(record(state, 'state')), repeats: repeats === true }
  if (type === 'ended') return { type, camera, ending: { code: String(code), message: String(message) } }
  return { type: 'other', camera }
}

/** The camera that a binary message is of. */
export function cameraOf(message: ArrayBuffer): string | undefined {
  const { camera } = Object(opened(new Uint8Array(message))?.header)
  return typeof camera === 'string' ? camera : undefined
}
