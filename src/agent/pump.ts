import type { Readable } from 'node:stream'
import { MediaError } from '../media/error.ts'
import type { Verdict } from './captureEnd.ts'
import { failure } from './verdicts.ts'

/**
 * Hands on what a pipe gives; resolves when the stream is refused (`take` throws) and goes on reading then, since one
 * unread pipe stalls all of FFmpeg.
 */
export function pump(
  output: Readable | undefined,
  take: (chunk: Uint8Array) => void,
  passthrough: boolean,
): Promise<Verdict> {
  return new Promise(resolve => {
    let refused = false
    output?.on('data', (chunk: Uint8Array) => {
      if (refused) return
      try {
        take(chunk)
      } catch (error) {
        refused = true
        resolve(refusal(error, passthrough))
      }
    })
  })
}

// What can't be handed on as it is can be encoded.
function refusal(error: unknown, passthrough: boolean): Verdict {
  if (!(error instanceof MediaError)) return failure(error)
  const { code, message: reason } = error
  if (code === 'keyframes_too_far' && passthrough) return { kind: 'encode', code, reason }
  return code === 'aac' ? { kind: 'encodeSound', reason } : failure(error)
}
