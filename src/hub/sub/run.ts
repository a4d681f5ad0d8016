import { sameBytes } from '../../media/bytes.ts'
import { MediaError } from '../../media/error.ts'
import { FlvPacketReader } from '../../media/flv/packetReader.ts'
import type { Packet } from '../../media/flv/packets.ts'
import { type FlvPicture, flvHead, flvPictures } from '../../media/flv/pictureTags.ts'
import { describeAvcC } from '../../media/h264/avcC.ts'
import type { FragmentTrack } from '../../media/mp4/fragment.ts'
import { initSegment } from '../../media/mp4/init.ts'
import { readFragment } from '../../media/mp4/readFragment.ts'
import type { AudioTrack, VideoTrack } from '../../media/track.ts'
import type { HeldInit, HeldPart, HeldSegment } from '../video/held.ts'
import type { Window } from '../video/window.ts'
import type { Waiters } from '../waiters.ts'
import { Cutter } from './cutter.ts'
import type { SubMaking } from './form.ts'
import { Stamps, type Use } from './stamps.ts'
import { kept } from './thin.ts'
import type { SubWindow } from './window.ts'

/** FFmpeg as a player looks at more than a second before it begins; so much is made at once where it is there. */
const BEGUN_SECONDS = 3
/** A run that made so many parts, about 10 s, is sound. */
const SOUND_PARTS = 30

/** What one run makes, and of what. */
export interface SubRunOptions {
  readonly full: Window
  readonly small: SubWindow
  /** The most frames per second. */
  readonly rate: number
}

/** Beyond this many target durations behind the full picture it is not live any more. */
const MOST_BEHIND_TARGETS = 3

/**
 * One run of the encoder that makes the small picture: the full picture's parts out as FLV, its FLV in, and as parts into
 * the small picture's window. It begins behind what is there already; a part that was begun by a run before it begins anew
 * with a keyframe, so that nothing is missing and nothing comes twice.
 */
export class SubRun implements SubMaking {
  readonly soundAfter = SOUND_PARTS
  readonly #full: Window
  readonly #small: SubWindow
  readonly #rate: number
  readonly #init: HeldInit
  readonly #video: VideoTrack
  readonly #sound: AudioTrack | undefined
  readonly #flv = new FlvPacketReader()
  readonly #cutter: Cutter
  /** The first part to be made; those before it are only needed to decode it. */
  readonly #first: number
  #next: number
  #stamps: Stamps | undefined
  #ended = false
  #parts = 0

  private constructor({ full, small, rate }: SubRunOptions, init: HeldInit, video: VideoTrack, join: Join) {
    this.#full = full
    this.#small = small
    this.#rate = rate
    this.#init = init
    this.#video = video
    this.#sound = init.tracks.find(track => track.kind === 'audio')
    this.#cutter = new Cutter(video.id)
    this.#next = join.from
    this.#first = join.first
  }

  /** Undefined while there is nothing of the full picture to begin with. */
  static begin(options: SubRunOptions): SubRun | undefined {
    const { full, small } = options
    const { init } = full
    const video = init?.tracks.find(track => track.kind === 'video')
    if (!init || !video || !full.running) return undefined
    const join = resumed(full, small, init) ?? fresh(full, init)
    if (!join) return undefined
    if (join.first !== small.nextId) small.forget()
    return new SubRun(options, init, video, join)
  }

  get made(): number {
    return this.#parts
  }

  get changed(): Waiters {
    return this.#full.changed
  }

  get waiting(): number {
    return this.#cutter.waiting
  }

  get exhausted(): boolean {
    return (!this.#full.running || this.#full.init !== this.#init) && this.#nextPart() === undefined
  }

  get behind(): boolean {
    const most = MOST_BEHIND_TARGETS * (this.#full.limits?.targetDuration ?? 1)
    const made = this.#small.nextId ?? this.#first
    const missing = this.#full.segments.flatMap(({ parts }) => parts.filter(({ id }) => id >= made))
    const gone = !this.#full.part(this.#next) && this.#next < this.#full.state().nextPart
    return gone || lengthOf(missing) > most
  }

  head(): Uint8Array {
    return flvHead(this.#video.avcC)
  }

  take(): Uint8Array | undefined {
    const next = this.#ended ? undefined : this.#nextPart()
    if (!next) return undefined
    this.#next++
    return flvPictures(this.#stamped(next.part, next.segment))
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return
    for (const packet of this.#flv.push(chunk)) this.#take(packet)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#small.running = false
  }

  #take(packet: Packet): void {
    if (packet.kind === 'videoConfig') this.#configure(packet.avcC)
    if (packet.kind !== 'video') return
    for (const part of this.#cutter.push(packet)) {
      this.#parts++
      this.#small.add(part)
    }
  }

  #configure(avcC: Uint8Array): void {
    const video = { ...this.#video, avcC, ...describeAvcC(avcC) }
    const tracks = this.#sound ? [video, this.#sound] : [video]
    const bytes = initSegment(tracks)
    const before = this.#small.init
    const same = before && sameBytes(before.bytes, bytes)
    const midway = this.#parts > 0 || this.#first === this.#small.nextId
    if (midway && !same && !this.#atDiscontinuity())
      throw new MediaError('init_changed', 'The small picture changed its size or codec midway.')
    if (!same) this.#small.begin({ bytes, tracks })
    this.#small.running = true
  }

  #atDiscontinuity(): boolean {
    const segment = this.#full.segments.find(({ parts }) => parts[0]?.id === this.#first)
    return this.#parts === 0 && segment?.discontinuity === true
  }

  #nextPart(): { part: HeldPart; segment: HeldSegment } | undefined {
    const part = this.#full.part(this.#next)
    const segment = part && segmentOf(this.#full, part.id)
    return part && segment?.init === this.#init.number ? { part, segment } : undefined
  }

  #stamped(part: HeldPart, segment: HeldSegment): FlvPicture[] {
    const tracks = readFragment(part.bytes)
    const video = tracks.find(({ id }) => id === this.#video.id)
    if (!video) throw new MediaError('no_video', 'A part of the full picture has no video.')
    const opens = segment.parts[0]?.id === part.id
    const wanted = part.id >= this.#first
    const keep = kept(video.samples.length, part.seconds * this.#rate)
    this.#stamps ??= new Stamps(video.baseMediaDecodeTime)
    const due: { stamp: number; at: number }[] = []
    const pictures: FlvPicture[] = []
    let at = video.baseMediaDecodeTime
    for (const [index, { duration, compositionOffset, keyframe, data, size }] of video.samples.entries()) {
      const begins = index === 0 && (opens || part.id === this.#first)
      const use: Use = !wanted || !keep.has(index) ? 'drop' : begins ? 'key' : 'keep'
      const { decodeMs, showMs } = this.#stamps.stamp(at, at + compositionOffset, use)
      if (use !== 'drop') due.push({ stamp: showMs, at })
      pictures.push({ decodeMs, offsetMs: showMs - decodeMs, keyframe, data, size })
      at += duration
    }
    const sound = soundOf(tracks, this.#sound)
    if (wanted) this.#cutter.expect({ full: part, opens, start: video.baseMediaDecodeTime, end: at, due, sound })
    return pictures
  }
}

interface Join {
  /** The part to begin to decode with, and the first to be made. */
  readonly from: number
  readonly first: number
}

/** Behind what the run before it made, as long as all that it needs is there. */
function resumed(full: Window, small: SubWindow, init: HeldInit): Join | undefined {
  const first = small.nextId
  if (first === undefined) return undefined
  const segment = segmentOf(full, first) ?? full.segments.at(-1)
  const from = segment?.parts[0]?.id
  if (segment?.init !== init.number || from === undefined) return undefined
  return { from: segment.done && !full.part(first) ? first : from, first }
}

/** With the newest whole segments, so that there is something to play at once, else with the one that is open. */
function fresh(full: Window, init: HeldInit): Join | undefined {
  const ours = full.segments.filter(segment => segment.init === init.number)
  const whole = ours.filter(({ done }) => done)
  const begun = whole.filter((_, index) => index === whole.length - 1 || lengthOf(whole.slice(index)) <= BEGUN_SECONDS)
  const first = (begun[0] ?? ours.at(-1))?.parts[0]?.id
  return first === undefined ? undefined : { from: first, first }
}

function lengthOf(lasting: readonly { readonly seconds: number }[]): number {
  return lasting.reduce((sum, { seconds }) => sum + seconds, 0)
}

function segmentOf(full: Window, id: number): HeldSegment | undefined {
  return full.segments.findLast(({ parts }) => parts.some(part => part.id === id))
}

function soundOf(tracks: readonly FragmentTrack[], sound: AudioTrack | undefined): FragmentTrack | undefined {
  return tracks.find(({ id }) => id === sound?.id)
}
