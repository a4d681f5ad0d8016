import type { Camera } from '../../hub/camera.ts'
import type { Log } from '../../hub/log.ts'
import type { Uplink } from '../../hub/uplink.ts'
import { BackOff } from '../backOff.ts'
import type { Clock } from '../clock.ts'
import { JpegUplink } from './jpeg.ts'
import { runLink } from './run.ts'
import { SmallUplink } from './small.ts'
import { VideoUplink } from './video.ts'

/** Where a camera is published, and by whom. */
export interface Keeping {
  readonly uplink: Uplink
  readonly token: string
  /** This agent's random name, the same for all its cameras and connections. */
  readonly agent: string
  readonly log: Log
  readonly clock: Clock
  readonly random?: () => number
  /** Aborts when it is to end, with GONE or REPLACED for a reason where that is one. */
  readonly signal: AbortSignal
}

/** Why it ends: the relay is to forget the camera, or another camera of its name goes on. */
export const GONE = 'gone'
export const REPLACED = 'replaced'

const SMALL = 'The line to the relay is slow: it gets the small picture.'
const FULL = 'The line to the relay has room again: it gets the full picture.'
const HEALTHY_MS = 10_000
/** Viewers wait at the other end. */
const LOST = { shortestMs: 250, longestMs: 1_000 }
/** Only a person mends these: another token, or one agent less. */
const REFUSED = { shortestMs: 30_000, longestMs: 600_000 }
const TAKEN_MS = 30_000

/** Keeps a camera connected to a relay, and tells how that is. Resolves when `signal` aborts. */
export async function keepLink(camera: Camera, keeping: Keeping): Promise<void> {
  const { uplink, token, agent, log, clock, random, signal } = keeping
  const onPicture = (small: boolean) => log.info({ camera: camera.id }, small ? SMALL : FULL)
  const video = new VideoUplink({ camera, agent, clock, onPicture })
  const small = new SmallUplink(camera, () => video.isSmall)
  const sending = { camera, video, jpeg: new JpegUplink(camera), small }
  const lost = new BackOff(random, LOST)
  const refused = new BackOff(random, REFUSED)
  let said = ''
  const say = (reason: string, ms: number) => {
    uplink.setState(camera.id, { kind: 'lost', reason })
    const news = reason !== said
    said = reason
    const line = `relay lost: ${reason}`
    if (news) log.warn({ camera: camera.id, retryInMs: Math.round(ms) }, line)
    else log.debug({ camera: camera.id, retryInMs: Math.round(ms) }, line)
  }
  const onReady = (sends: boolean) => {
    if (uplink.states.get(camera.id)?.kind !== 'ready')
      log.info({ camera: camera.id }, `The relay has it: ${uplink.url}`)
    said = ''
    uplink.setState(camera.id, { kind: 'ready', sending: sends })
  }
  let yields = false
  uplink.setState(camera.id, { kind: 'starting' })
  while (!signal.aborted) {
    const url = addressOf(uplink.url, camera, agent, yields)
    const end = await runLink(sending, { url, token, onReady, signal })
    if (end.kind === 'stopped') break
    if (end.openMs >= HEALTHY_MS) for (const backOff of [lost, refused]) backOff.reset()
    yields = end.kind === 'taken'
    const ms = end.kind === 'taken' ? TAKEN_MS : (end.kind === 'refused' ? refused : lost).next()
    say(`${end.reason}${end.kind === 'taken' ? ' This one waits until that is gone.' : ''}`, ms)
    await clock.sleep(ms, signal)
  }
  sending.video.stop()
  sending.jpeg.stop()
  if (signal.reason !== REPLACED) uplink.forget(camera.id)
}

/** Where a camera goes at a relay that people find at `https://cam.example.org`. */
function addressOf(relay: string, { id, name, config, sub }: Camera, agent: string, yields: boolean): string {
  const url = new URL(`${relay}/relay/${id}`)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = new URLSearchParams({
    ...{ agent, name },
    ...(config.watch && { repeats: '1' }),
    ...(sub && { small: '1' }),
    ...(yields && { yields: '1' }),
  }).toString()
  return url.href
}
