import { type Packet, readPacket } from './packets.ts'
import { type FlvHeader, FlvTagReader } from './tagReader.ts'

/** Reads a pipe of FLV packet by packet. */
export class FlvPacketReader {
  readonly #tags = new FlvTagReader()

  /** What the stream announces; undefined before that has come. */
  get header(): FlvHeader | undefined {
    return this.#tags.header
  }

  /** Takes the next bytes of the pipe and yields each packet that they complete. Throws MediaError as FlvTagReader and readPacket do. */
  *push(chunk: Uint8Array): Generator<Packet, void, undefined> {
    for (const tag of this.#tags.push(chunk)) {
      const packet = readPacket(tag)
      if (packet) yield packet
    }
  }
}
