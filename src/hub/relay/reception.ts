import { describeAudioSpecificConfig } from '../../media/aac.ts'
import { MediaError } from '../../media/error.ts'
import type { MediaPacket, Packet } from '../../media/flv/packets.ts'
import { describeAvcC } from '../../media/h264/avcC.ts'
import { VIDEO_TIMESCALE } from '../../media/hls/clock.ts'
import { believedTime } from '../../media/jpeg/captureTime.ts'
import { JpegDraft } from '../../media/jpeg/draft.ts'
import { sentJpeg } from '../../media/jpeg/sent.ts'
import type { AudioTrack, VideoTrack } from '../../media/track.ts'
import { opened } from '../../media/wire.ts'
import type { Camera } from '../camera.ts'
import type { Run } from '../run.ts'
import type { LiveQuality, LiveTracks } from '../video/liveVideo.ts'
import type { Window } from '../video/window.ts'
import type { AgentWord, Have } from './messages.ts'

/** No time or number of a camera's is larger: beyond it sums are not exact, and beyond all numbers no time is one. */
const MOST = 2 ** 50

type Begin = Extract<AgentWord, { type: 'begin' }>

interface Receiving {
  readonly name: string
  readonly run: Run
  /** Which picture it is, as its config says; undefined before that. */
  quality?: LiveQuality
  /** The number of the next unit. */
  next: number
}

/**
 * What comes in of one camera from its agent: the messages of the live WebSocket, which become the same units, parts and
 * pictures as there. A run outlives its connection, so that the next one can go on with it.
 */
export class Reception {
  readonly #camera: Camera
  readonly #pictures: Run
  #video: Receiving | undefined
  /** Bytes that the window held when its next part had this number, and that have come since. */
  #held = { nextPart: 0, bytes: 0, pending: 0 }
  /** Bytes of the small picture since its newest keyframe. */
  #smallBytes = 0
  /** So much is our clock ahead of the agent's, in ms. */
  offsetMs = 0

  constructor(camera: Camera) {
    this.#camera = camera
    this.#pictures = camera.begin({ passthrough: false })
  }

  /** What of a video was taken so far; undefined when none is being received. */
  get have(): Have | undefined {
    return this.#video && { run: this.#video.name, unit: this.#video.next - 1 }
  }

  /** Bytes of video that are held, or were taken and are not cut yet. */
  get bytes(): number {
    const { window } = this.#camera
    if (this.#held.nextPart !== window.nextPart)
      this.#held = { nextPart: window.nextPart, bytes: bytesOf(window), pending: 0 }
    return this.#held.bytes + this.#held.pending + this.#smallBytes
  }

  begin({ run, unit, passthrough, frameRate }: Begin): void {
    this.endVideo()
    const options = { passthrough, ...(frameRate !== undefined && { frameRate }) }
    this.#video = { name: run, run: this.#camera.begin(options), next: unit }
  }

  /** The run that is being received goes on with this unit; false when that is not the one that follows. */
  resume(unit: number): boolean {
    return this.#video?.next === unit
  }

  /** Takes a binary message; says whether it was a keyframe. Throws MediaError when it is none that is understood. */
  take(message: Uint8Array): boolean {
    const { header, payload } = opened(message) ?? {}
    const fields: Readonly<Record<string, unknown>> = Object(header)
    if (!payload) throw new MediaError('message', 'A binary message was no envelope.')
    if (fields.type === 'jpeg') this.#picture(fields, payload)
    else if (fields.type === 'config') this.#configure(configPackets(fields, payload), qualityIn(fields))
    else if (qualityIn(fields) === 'saver' && this.#video?.quality !== 'saver') this.#smallUnit(fields, payload)
    else return this.#unit(fields, payload)
    return false
  }

  /** The run of video is over: what comes next does not follow it. */
  endVideo(): void {
    this.#video?.run.end()
    this.#video = undefined
    this.#held = { ...this.#held, nextPart: 0 }
  }

  /** The small picture does not come any more, or is the main one now. */
  endSmall(): void {
    this.#camera.smallElsewhere?.video.end()
    this.#smallBytes = 0
  }

  /** The first config of a run is that of the run; one of the small picture begins that beside it. */
  #configure(packets: Packet[], quality: LiveQuality): void {
    const video = this.#video
    if (quality === 'saver' && !(video && (video.quality ?? quality) === quality)) {
      this.#camera.smallElsewhere?.video.begin(tracksIn(packets))
      return
    }
    if (quality === 'saver') this.endSmall()
    if (video) video.quality = quality
    for (const packet of packets) this.#packet(packet, 0)
  }

  #smallUnit(fields: Readonly<Record<string, unknown>>, data: Uint8Array): void {
    const { packet, capturedAt } = unitIn(fields, data)
    this.#smallBytes = packet.kind === 'video' && packet.keyframe ? data.length : this.#smallBytes + data.length
    this.#camera.smallElsewhere?.video.push(packet, capturedAt + this.offsetMs)
  }

  #unit(fields: Readonly<Record<string, unknown>>, data: Uint8Array): boolean {
    if (!this.#video) return false // of a run that was ended here
    const { packet, capturedAt } = unitIn(fields, data)
    this.#video.next++
    this.#packet(packet, capturedAt + this.offsetMs)
    this.#held.pending += data.length
    return packet.kind === 'video' && packet.keyframe
  }

  #packet(packet: Packet, capturedAt: number): void {
    this.#video?.run.packet(packet, capturedAt)
  }

  #picture({ sequence, capturedAt }: Readonly<Record<string, unknown>>, payload: Uint8Array): void {
    const draft = new JpegDraft(payload.length)
    draft.append(payload)
    const sent = sentJpeg(draft, believedTime(isTime(capturedAt) ? capturedAt + this.offsetMs : undefined, Date.now()))
    if (!sent) throw new MediaError('jpeg', 'A picture was no whole JPEG.')
    this.#pictures.picture(sent, isTime(sequence) ? sequence : 0)
  }
}

/** A run's description, as the live WebSocket's `config` carries it: avcC, and behind it an AudioSpecificConfig. */
function configPackets(fields: Readonly<Record<string, unknown>>, payload: Uint8Array): Packet[] {
  const { bytes, audio } = fields
  const soundBytes: unknown = Object(audio).bytes
  if (!isTime(bytes) || bytes > payload.length) throw new MediaError('message', 'A config was cut short.')
  const avcC = Uint8Array.from(payload.subarray(0, bytes))
  if (!isTime(soundBytes)) return [{ kind: 'videoConfig', avcC }]
  const audioSpecificConfig = Uint8Array.from(payload.subarray(bytes, bytes + soundBytes))
  describeAudioSpecificConfig(audioSpecificConfig)
  return [
    { kind: 'videoConfig', avcC },
    { kind: 'audioConfig', audioSpecificConfig },
  ]
}

/** The tracks that a config describes. */
function tracksIn(packets: readonly Packet[]): LiveTracks {
  const video = packets.flatMap(packet => (packet.kind === 'videoConfig' ? videoTrackOf(packet.avcC) : []))[0]
  const audio = packets.flatMap(packet =>
    packet.kind === 'audioConfig' ? audioTrackOf(packet.audioSpecificConfig) : [],
  )
  if (!video) throw new MediaError('message', 'A config described no video.')
  return { video, ...(audio[0] && { audio: audio[0] }) }
}

function videoTrackOf(avcC: Uint8Array): VideoTrack {
  return { kind: 'video', id: 1, timescale: VIDEO_TIMESCALE, avcC, ...describeAvcC(avcC) }
}

function audioTrackOf(audioSpecificConfig: Uint8Array): AudioTrack {
  const description = describeAudioSpecificConfig(audioSpecificConfig)
  return { kind: 'audio', id: 2, timescale: description.sampleRate, audioSpecificConfig, ...description }
}

function qualityIn({ quality }: Readonly<Record<string, unknown>>): LiveQuality {
  return quality === 'saver' ? quality : 'full'
}

/** One unit and when it was captured, by its agent's clock. Throws MediaError. */
function unitIn(fields: Readonly<Record<string, unknown>>, data: Uint8Array) {
  const { type, key, dts, pts = dts, capturedAt } = fields
  if ((type !== 'video' && type !== 'audio') || !isTime(dts) || !isTime(pts) || !isTime(capturedAt))
    throw new MediaError('message', 'A binary message was neither video, sound, a picture nor their description.')
  const keyframe = type === 'audio' || key === true
  const cts = type === 'video' ? pts - dts : 0
  const packet: MediaPacket = { kind: type, cts, dts, keyframe, data: [data], size: data.length }
  return { packet, capturedAt }
}

function bytesOf({ segments }: Window): number {
  return segments.reduce((sum, { parts }) => parts.reduce((inner, { bytes }) => inner + bytes.length, sum), 0)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOST
}
