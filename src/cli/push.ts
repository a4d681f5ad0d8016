import type { Access } from '../access/access.ts'
import type { Config } from '../config.ts'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import { whyNotListening } from './port.ts'
import { addresses } from './printed/addresses.ts'

/** Where pushes are taken. */
export interface OpenPushes {
  /** Without their keys, as `rtmp://127.0.0.1:1935/live`. */
  readonly addresses: readonly string[]
  close(): Promise<void>
}

/** Takes pushes where the configuration says so. Throws a CliError when it can't listen there. */
export async function openPushes(hub: Hub, { push, cameras }: Config, access: Access, log: Log): Promise<OpenPushes> {
  if (push?.rtmp === undefined && push?.rtsp === undefined) return { addresses: [], close: async () => undefined }
  // Loaded only where it is asked for: the picture need not wait for it.
  const { PushError, takePushes } = await import('../agent/push/push.ts')
  const { publishDoor } = await import('../app/publish/door.ts')
  try {
    const { ports, close } = await takePushes({ push, door: publishDoor(hub, access), log })
    if (!cameras.some(({ source }) => source === 'publish:'))
      log.warn({}, 'Pushes are taken, but by no camera: only one with source publish: can be pushed to.')
    const host = push.host.includes(':') ? `[${push.host}]` : push.host
    const at = ([kind, port]: [string, number]) =>
      addresses(`http://${host}:${port}`, push.host, port).map(url => `${kind}${url.slice('http'.length)}/live`)
    return { addresses: Object.entries(ports).flatMap(at), close }
  } catch (error) {
    if (!(error instanceof PushError)) throw error
    throw await whyNotListening(error.cause, push.host, push[error.kind] ?? 0, `--${error.kind}-port`)
  }
}
