import { ByteQueue, uint } from '../bytes.ts'
import type { FlvBody } from '../flv/tagWriter.ts'
import { type AmfValue, type AmfWritable, readAmf0, writeAmf0 } from './amf0.ts'
import { RtmpChunkReader } from './chunkReader.ts'
import { answerHello, checkVersion, ECHO_BYTES, HELLO_BYTES } from './handshake.ts'
import { type RtmpMessage, TYPE } from './message.ts'
import { big, CHUNK_BYTES, writeMessage } from './writeMessage.ts'

/** What an RTMP client wants. */
export type RtmpEvent =
  /** These bytes are to be sent to it. */
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  /** It wants to publish: `accept` or `refuse` answers. In `rtmp://host/live/key` the app is `live` and the name `key`. */
  | { readonly kind: 'publish'; readonly app: string; readonly name: string; readonly program: string }
  | { readonly kind: 'media'; readonly tag: FlvBody }
  /** It has said that it stops. */
  | { readonly kind: 'end' }

/** A command is short; an access unit above this is not a camera's. */
const MOST_COMMAND_BYTES = 64 << 10
const MOST_MEDIA_BYTES = 8 << 20
/** We acknowledge so often, and ask the client for the same. */
const WINDOW_BYTES = 2_500_000
const MEDIA: ReadonlyMap<number, FlvBody['type']> = new Map([
  [TYPE.audio, 'audio'],
  [TYPE.video, 'video'],
  [TYPE.dataAmf0, 'script'],
])
const STREAM = 1

/** The server's side of an RTMP connection that publishes (Adobe RTMP 1.0): bytes in, what it wants out. */
export class RtmpSession {
  readonly #begin = new ByteQueue()
  readonly #chunks = new RtmpChunkReader(MOST_COMMAND_BYTES)
  #step: 'hello' | 'echo' | 'messages' = 'hello'
  #received = 0
  #acknowledged = 0
  #app = ''
  #program = ''
  #publishing = false

  /** It may publish: from now on media is believed. */
  accept(): Uint8Array {
    this.#publishing = true
    this.#chunks.mostBytes = MOST_MEDIA_BYTES
    return status('status', 'NetStream.Publish.Start', 'Publishing.')
  }

  /** It may not publish, or no longer. `reason` is a sentence for a person. */
  refuse(reason: string): Uint8Array {
    this.#publishing = false
    return status('error', 'NetStream.Publish.Denied', reason)
  }

  /** Takes the next bytes. Throws MediaError when they are not RTMP; it must not be fed again after that. */
  *push(bytes: Uint8Array): Generator<RtmpEvent, void, undefined> {
    this.#received += bytes.length
    if (this.#step === 'messages') {
      yield* this.#messages(bytes)
      return
    }
    this.#begin.push(bytes)
    checkVersion(this.#step === 'hello' ? this.#begin.peek(1) : new Uint8Array())
    if (this.#step === 'hello' && this.#begin.length >= HELLO_BYTES) {
      this.#step = 'echo'
      yield { kind: 'answer', bytes: answerHello(this.#begin.take(HELLO_BYTES)) }
    }
    if (this.#step === 'echo' && this.#begin.length >= ECHO_BYTES) {
      this.#begin.takeParts(ECHO_BYTES)
      this.#step = 'messages'
      yield* this.#messages(this.#begin.take(this.#begin.length))
    }
  }

  *#messages(bytes: Uint8Array): Generator<RtmpEvent, void, undefined> {
    for (const message of this.#chunks.push(bytes)) {
      const type = MEDIA.get(message.type)
      if (type !== undefined) {
        if (this.#publishing) yield* this.#media(type, message)
      } else if (message.type === TYPE.commandAmf0) yield* this.#command(message.body)
      else if (message.type === TYPE.commandAmf3) yield* this.#command(message.body.subarray(1))
    }
    if (this.#received - this.#acknowledged < WINDOW_BYTES) return
    this.#acknowledged = this.#received
    yield { kind: 'answer', bytes: control(TYPE.acknowledgement, big(this.#received % 2 ** 32, 4)) }
  }

  *#media(type: FlvBody['type'], { body, timestamp }: RtmpMessage): Generator<RtmpEvent, void, undefined> {
    const data = type === 'script' ? withoutCommand(body) : body
    if (data.length > 0) yield { kind: 'media', tag: { type, timestamp, body: data } }
  }

  *#command(body: Uint8Array): Generator<RtmpEvent, void, undefined> {
    const [command, transaction = 0, ...rest] = readAmf0(body)
    const reply = (value: AmfWritable, info: AmfWritable): RtmpEvent => ({
      kind: 'answer',
      bytes: writeMessage(asCommand(0, '_result', typeof transaction === 'number' ? transaction : 0, value, info)),
    })
    if (command === 'connect') {
      this.#app = textAt(rest[0], 'app')
      this.#program = textAt(rest[0], 'flashVer')
      yield { kind: 'answer', bytes: opening() }
      yield reply({ fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, connected)
    } else if (command === 'createStream') yield reply(null, STREAM)
    else if (command === 'releaseStream' || command === 'FCPublish') yield reply(null, null)
    else if (command === 'publish') {
      const name = typeof rest[1] === 'string' ? rest[1] : ''
      if (!this.#publishing) yield { kind: 'publish', app: this.#app, name, program: this.#program }
    } else if (command === 'play')
      yield { kind: 'answer', bytes: status('error', 'NetStream.Play.Failed', 'Nothing can be watched by RTMP here.') }
    else if (command === 'FCUnpublish' || command === 'deleteStream' || command === 'closeStream') yield { kind: 'end' }
  }
}

const connected = {
  level: 'status',
  code: 'NetConnection.Connect.Success',
  description: 'Connected.',
  objectEncoding: 0,
}

/** How much may be on its way, and that our messages are one chunk each (§5.4). */
function opening(): Uint8Array {
  return Uint8Array.from([
    ...control(TYPE.windowSize, big(WINDOW_BYTES, 4)),
    ...control(TYPE.peerBandwidth, [...big(WINDOW_BYTES, 4), 2]),
    ...control(TYPE.setChunkSize, big(CHUNK_BYTES, 4)),
  ])
}

function control(type: number, body: readonly number[]): Uint8Array {
  return writeMessage({ type, timestamp: 0, stream: 0, body: Uint8Array.from(body) })
}

function status(level: 'status' | 'error', code: string, description: string): Uint8Array {
  return writeMessage(asCommand(STREAM, 'onStatus', 0, null, { level, code, description }))
}

function asCommand(stream: number, ...values: readonly AmfWritable[]): RtmpMessage {
  return { type: TYPE.commandAmf0, timestamp: 0, stream, body: writeAmf0(...values) }
}

function textAt(value: AmfValue | undefined, key: string): string {
  const found = value instanceof Map ? value.get(key) : undefined
  return typeof found === 'string' ? found : ''
}

/** FLV wants what follows `@setDataFrame` (AMF0: a type, a length and the text). */
function withoutCommand(body: Uint8Array): Uint8Array {
  const after = 3 + uint(body, 1, 2)
  return new TextDecoder().decode(body.subarray(3, after)) === '@setDataFrame' ? body.subarray(after) : body
}
