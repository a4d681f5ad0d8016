import { MediaError } from '../error.ts'

/** How many bytes C0 and C1, and C2, have (Adobe RTMP 1.0 §5.2). */
export const HELLO_BYTES = 1 + 1536
export const ECHO_BYTES = 1536

/**
 * S0, S1 and S2 for a client's C0 and C1: the plain handshake, which every client takes. Throws MediaError `rtmp` when the
 * first byte is none of RTMP.
 */
export function answerHello(hello: Uint8Array): Uint8Array {
  checkVersion(hello)
  const answer = new Uint8Array(1 + 2 * ECHO_BYTES)
  answer[0] = 3
  answer.set(crypto.getRandomValues(new Uint8Array(ECHO_BYTES - 8)), 9)
  answer.set(hello.subarray(1), 1 + ECHO_BYTES)
  return answer
}

/** Throws MediaError `rtmp` when a connection that begins so is not plain RTMP. */
export function checkVersion(begun: Uint8Array): void {
  if (begun[0] === undefined || begun[0] === 3) return
  const what = begun[0] === 0x16 ? 'What comes is TLS (rtmps:); only rtmp: is taken here.' : 'What comes is not RTMP.'
  throw new MediaError('rtmp', what)
}
