import type { Writable } from 'node:stream'
import type { Camera } from '../../hub/camera.ts'
import type { SentJpeg } from '../../media/jpeg/sent.ts'
import type { Verdict } from '../capture/captureEnd.ts'
import { failure } from '../capture/verdicts.ts'
import type { Clock } from '../clock.ts'
import { followPublisher } from '../published/follow.ts'
import type { Source } from '../sources/source.ts'
import { feedCommand } from './feedCommand.ts'
import { feedPictures } from './pictureFolder.ts'
import { feedStills } from './still/feedStills.ts'

/** Who hears of what a run is fed with. */
export interface Feeding {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Takes each picture that was sent here. */
  take(sent: SentJpeg): void
  /** Is told when the picture that FFmpeg gets was made, in ms since 1970. */
  onMadeAt(at: number): void
  /** Is told how old the picture is that FFmpeg gets, in ms. */
  onAge(ms: number): void
  /** Sees what a command says. */
  onLine(line: string): void
}

/** Feeds FFmpeg's fd 5 with what a source has for it, where it has. Resolves when `signal` aborts, earlier only with a failure. */
export async function feed(
  camera: Camera,
  { feed, script, frameRate = 5, published }: Source,
  input: Writable | undefined,
  feeding: Feeding,
): Promise<Verdict> {
  const { signal, onMadeAt, onLine } = feeding
  try {
    if (script !== undefined) input?.end(script)
    if (published && camera.intake) return await followPublisher(camera, camera.intake, input, feeding)
    if (!feed || !input) await aborted(signal)
    else if ('folder' in feed) await feedPictures(feed.folder, frameRate, input, signal, onMadeAt)
    else if ('command' in feed) await feedCommand(feed.command, input, signal, onLine)
    else await feedStills(feed, frameRate, input, signal, onMadeAt)
    return { kind: 'stopped' }
  } catch (error) {
    return failure(error)
  } finally {
    input?.end() // an FFmpeg that waits for more does not hear SIGTERM
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
}
