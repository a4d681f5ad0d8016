import type { PushConfig } from '../../config.ts'
import type { Log } from '../../hub/log.ts'
import type { Door } from '../../hub/published/door.ts'
import { type Caller, type Listening, listenForPushes } from './listener.ts'
import { takeRtmp } from './rtmp.ts'
import { takeRtsp } from './rtsp.ts'

const PUSHES = ['rtmp', 'rtsp'] as const

/** What is listened for. */
export type PushKind = (typeof PUSHES)[number]

/** Where pushes are taken, by what they come by. */
export interface PushPorts {
  readonly ports: Readonly<Partial<Record<PushKind, number>>>
  close(): Promise<void>
}

/** What taking pushes needs. */
export interface PushOptions {
  readonly push: PushConfig
  readonly door: Door
  readonly log: Log
  /** What a test may own: how long a caller may take to be let in, and be silent, in ms. */
  readonly times?: { readonly helloMs: number; readonly silentMs: number }
}

/** It can't listen for pushes of this kind; `cause` is the system's error. */
export class PushError extends Error {
  override readonly name = 'PushError'
  readonly kind: PushKind

  constructor(kind: PushKind, cause: unknown) {
    super(`Can't listen for ${kind.toUpperCase()} pushes.`, { cause })
    this.kind = kind
  }
}

const TAKERS: Readonly<Record<PushKind, (caller: Caller, door: Door, log: Log) => Promise<void>>> = {
  rtmp: takeRtmp,
  rtsp: takeRtsp,
}

/** Listens for those who push by RTMP and RTSP, where the configuration says so. Rejects with a PushError. */
export async function takePushes({ push, door, log, times }: PushOptions): Promise<PushPorts> {
  const open = new Map<PushKind, Listening>()
  const close = async () => void (await Promise.all([...open.values()].map(listening => listening.close())))
  for (const kind of PUSHES) {
    const port = push[kind]
    if (port === undefined) continue
    const take = (caller: Caller) => TAKERS[kind](caller, door, log)
    const listening = listenForPushes({ by: kind.toUpperCase(), host: push.host, port, log, take, ...times })
    open.set(
      kind,
      await listening.catch(async cause => {
        await close()
        throw new PushError(kind, cause)
      }),
    )
  }
  return { ports: Object.fromEntries([...open].map(([kind, { port }]) => [kind, port])), close }
}
