import { withoutAddresses } from '../../config/mask.ts'
import { soundKind } from '../../config/sound.ts'
import type { Camera } from '../../hub/camera.ts'
import type { SideSound } from '../../hub/video/sideSound.ts'
import { BackOff } from '../backOff.ts'
import { type HearingTools, hear } from './hear.ts'

const POLL_MS = 250
const HEALTHY_MS = 10_000
/** To look whether a microphone is there costs little, and nobody is disturbed by it. */
const MICROPHONE = { shortestMs: 500, longestMs: 5_000 }
const ADDRESS = { shortestMs: 500, longestMs: 15_000 }

/**
 * Listens to the sound that goes with a camera's picture, while somebody wants the video. It is a process of its own, so
 * that no fault of a microphone reaches the picture: what is missing is silence, told on the page, until it is there again.
 * Resolves when `signal` aborts.
 */
export async function listen(
  camera: Camera,
  audio: string,
  sound: SideSound,
  tools: HearingTools,
  signal: AbortSignal,
): Promise<void> {
  const { log } = tools
  const backOff = new BackOff(Math.random, soundKind(audio) === 'network' ? ADDRESS : MICROPHONE)
  let told: string | undefined
  const onHeard = () => {
    told = undefined
    camera.clearWarning('sound')
    log.info({ camera: camera.id }, 'sound is heard')
  }
  while (await videoIsWanted(camera, signal)) {
    const { signal: until, stop } = whileWanted(camera, tools, signal)
    const end = await hear(audio, camera.config, sound, tools, onHeard, until)
    stop()
    if (end.heard && end.ms >= HEALTHY_MS) backOff.reset()
    if (!end.failed) continue
    const sentence = whatIsWrong(audio, end.heard, end.failed.reason)
    camera.warn('sound', withoutAddresses(sentence))
    if (sentence !== told) log.warn({ camera: camera.id, code: end.failed.code }, sentence)
    told = sentence // a microphone may be away for days
    await pause(camera, backOff.next(), tools, signal)
  }
}

function whatIsWrong(audio: string, heard: boolean, reason: string): string {
  const kind = soundKind(audio)
  const what =
    kind === 'network' ? 'The source of sound' : kind === 'file' ? `The file ${audio}` : `The microphone ${audio}`
  return `${what} ${heard ? 'is gone' : 'can’t be heard'}, so there is silence until it is back: ${reason}`
}

/** False when `signal` aborts first. What was wrong is of no interest while nobody would hear anything. */
async function videoIsWanted(camera: Camera, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted && !camera.demand.wanted().has('video')) {
    camera.clearWarning('sound')
    await camera.demand.changed(signal)
  }
  return !signal.aborted
}

/** A signal that aborts when nobody wants the video any more, or `signal` does; `stop` is to be called when it is over. */
function whileWanted(
  { demand }: Camera,
  { clock }: HearingTools,
  signal: AbortSignal,
): { signal: AbortSignal; stop(): void } {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  void (async () => {
    while (!until.aborted && demand.wanted().has('video')) await clock.sleep(POLL_MS, until)
    over.abort()
  })()
  return { signal: until, stop: () => over.abort() }
}

async function pause({ demand }: Camera, ms: number, { clock }: HearingTools, signal: AbortSignal): Promise<void> {
  const until = clock.now() + ms
  for (let left = ms; left > 0 && !signal.aborted && demand.wanted().has('video'); left = until - clock.now())
    await clock.sleep(Math.min(POLL_MS, left), signal)
}
