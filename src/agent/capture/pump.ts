import type { Readable } from 'node:stream'
import { MediaError } from '../../media/error.ts'
import type { Verdict } from './captureEnd.ts'
import { failure } from './verdicts.ts'

/**
 * Hands on what a pipe gives; resolves when the stream is refused (`take` throws) and goes on reading then, since one
 * unread pipe stalls all of FFmpeg. `uncuttable` is what helps when its keyframes are too far apart.
 */
export function pump(
  output: Readable | undefined,
  take: (chunk: Uint8Array) => void,
  uncuttable: 'encode' | 'unclocked' | undefined,
): Promise<Verdict> {
  return new Promise(resolve => {
    let refused = false
    output?.on('data', (chunk: Uint8Array) => {
      if (refused) return
      try {
        take(chunk)
      } catch (error) {
        refused = true
        resolve(refusal(error, uncuttable))
      }
    })
  })
}

// What can't be handed on as it is can be encoded.
function refusal(error: unknown, uncuttable: 'encode' | 'unclocked' | undefined): Verdict {
  if (!(error instanceof MediaError)) return failure(error)
  const { code, message: reason } = error
  if (code === 'keyframes_too_far' && uncuttable) return { kind: uncuttable, code, reason }
  return code === 'aac' ? { kind: 'encodeSound', reason } : failure(error)
}
