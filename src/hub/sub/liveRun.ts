import { FlvPacketReader } from '../../media/flv/packetReader.ts'
import type { MediaPacket, Packet } from '../../media/flv/packets.ts'
import { type FlvPicture, flvHead, flvPictures } from '../../media/flv/pictureTags.ts'
import { describeAvcC } from '../../media/h264/avcC.ts'
import { VIDEO_TIMESCALE } from '../../media/hls/clock.ts'
import type { LiveTracks, LiveUnit, LiveVideo } from '../video/liveVideo.ts'
import { Waiters } from '../waiters.ts'
import { evenly } from './even.ts'
import type { SubMaking } from './form.ts'
import { Stamps, type Use } from './stamps.ts'

/** So many groups in a row that could not be made to their end show a machine that is too slow. */
const MOST_BROKEN_GROUPS = 5
/** What is about 10 s of pictures. */
const SOUND_AFTER = 150

/**
 * One run of the encoder that makes the small picture for the live WebSocket: each picture of the full one goes out as soon
 * as it is cut, and comes back small. It begins with the newest keyframe; where the encoder does not keep up, with the next.
 */
export class SubLiveRun implements SubMaking {
  readonly soundAfter = SOUND_AFTER
  readonly changed = new Waiters()
  readonly #full: LiveVideo
  readonly #small: LiveVideo
  readonly #tracks: LiveTracks
  readonly #isDue: (at: number, always: boolean) => boolean
  readonly #flv = new FlvPacketReader()
  /** Of each picture that is being made, by its stamp. */
  readonly #waiting = new Map<number, { readonly shownAt: number; readonly capturedAt: number }>()
  readonly #unsubscribe: () => void
  #stamps: Stamps | undefined
  #next: number
  #made = 0
  #brokenGroups = 0
  #ended = false

  private constructor(full: LiveVideo, small: LiveVideo, rate: number, tracks: LiveTracks, first: LiveUnit) {
    this.#full = full
    this.#small = small
    this.#tracks = tracks
    this.#isDue = evenly(rate)
    this.#next = first.id
    this.#unsubscribe = full.subscribe(() => this.changed.wake())
  }

  /** At most `rate` pictures a second; undefined while there is nothing of the full picture to begin with. */
  static begin(full: LiveVideo, small: LiveVideo, rate: number): SubLiveRun | undefined {
    const { tracks, first } = full
    return tracks && first && new SubLiveRun(full, small, rate, tracks, first)
  }

  get made(): number {
    return this.#made
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get exhausted(): boolean {
    return this.#full.tracks !== this.#tracks
  }

  get behind(): boolean {
    return this.#brokenGroups >= MOST_BROKEN_GROUPS
  }

  head(): Uint8Array {
    return flvHead(this.#tracks.video.avcC)
  }

  take(): Uint8Array | undefined {
    for (let unit = this.#nextUnit(); unit; unit = this.#nextUnit()) {
      this.#next = unit.id + 1
      if (unit.kind === 'video') return flvPictures([this.#stamped(unit)])
      this.#small.push(unit.packet, unit.capturedAt) // sound goes along as it is
    }
    return undefined
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return
    for (const packet of this.#flv.push(chunk)) this.#take(packet)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#unsubscribe()
    this.#small.end()
  }

  #nextUnit(): LiveUnit | undefined {
    const { first } = this.#full
    if (this.#ended || this.exhausted || !first) return undefined
    if (this.#next < first.id) this.#brokenGroups++
    if (this.#next === first.id) this.#brokenGroups = 0
    this.#next = Math.max(this.#next, first.id)
    return this.#full.unit(this.#next)
  }

  #stamped({ keyframe, packet, capturedAt }: LiveUnit): FlvPicture {
    const { dts, cts, data, size } = packet
    const ticks = (ms: number) => (ms * VIDEO_TIMESCALE) / 1000
    this.#stamps ??= new Stamps(ticks(dts))
    const use: Use = !this.#isDue(dts, keyframe) ? 'drop' : keyframe ? 'key' : 'keep'
    const { decodeMs, showMs } = this.#stamps.stamp(ticks(dts), ticks(dts + cts), use)
    if (use !== 'drop') this.#waiting.set(showMs, { shownAt: dts + cts, capturedAt })
    return { decodeMs, offsetMs: showMs - decodeMs, keyframe, data, size }
  }

  #take(packet: Packet): void {
    if (packet.kind === 'videoConfig') this.#configure(packet.avcC)
    if (packet.kind === 'video') this.#give(packet)
  }

  #configure(avcC: Uint8Array): void {
    const { video, audio } = this.#tracks
    this.#small.begin({ video: { ...video, avcC, ...describeAvcC(avcC) }, ...(audio && { audio }) })
  }

  /** The stamp that a picture carries says whose small form it is; those before it that never came are not waited for. */
  #give({ keyframe, data, size, dts, cts }: MediaPacket): void {
    const stamp = dts + cts
    const given = this.#waiting.get(stamp)
    for (const waiting of this.#waiting.keys()) if (waiting <= stamp) this.#waiting.delete(waiting)
    if (!given) return
    this.#made++
    this.#small.push({ kind: 'video', dts: given.shownAt, cts: 0, keyframe, data, size }, given.capturedAt)
  }
}
