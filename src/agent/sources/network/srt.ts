import { silenceMicroseconds } from '../input.ts'
import { inOrder, networkStream } from './networkStream.ts'

/** `srt://host:port?streamid=…&passphrase=…`, an encoder or media server that listens for who wants its stream. */
export const srt = networkStream('srt', () => ({
  reading: inOrder,
  opening: { rw_timeout: silenceMicroseconds },
}))
