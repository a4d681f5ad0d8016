import { MediaError } from '../../media/error.ts'
import { FlvPacketReader } from '../../media/flv/packetReader.ts'
import type { MediaPacket } from '../../media/flv/packets.ts'
import type { AudioTrack } from '../../media/track.ts'
import { ArrivalClock } from './arrivalClock.ts'

/** What sound from beside is always made into, so that it is known before the first of it comes: AAC-LC, 48 kHz, stereo. */
export const sideTrack: AudioTrack = {
  kind: 'audio',
  id: 2,
  timescale: 48_000,
  audioSpecificConfig: Uint8Array.of(0x11, 0x90),
  codec: 'mp4a.40.2',
  sampleRate: 48_000,
  channels: 2,
}

/** An encoder of AAC gives a frame once it has heard the next one too. */
const ENCODER_MS = (2 * 1024 * 1000) / 48_000
/** Stamps that say more than this of their age, or of the future, are wrong: a clock was set. */
const OLDEST_MS = 10_000
const AHEAD_MS = 2_000

/** One AAC frame, and when it was to be heard, in ms since 1970. */
export interface Heard {
  readonly packet: MediaPacket
  readonly at: number
}

/** Sound for a camera from elsewhere than its own source. It comes and goes as it likes; the picture is not concerned. */
export class SideSound {
  readonly #takers = new Set<(heard: Heard) => void>()
  #run: SoundRun | undefined

  /** Sound comes now. */
  get comes(): boolean {
    return this.#run?.hasBegun === true
  }

  /** Calls `take` with each frame that comes, until the returned function is called. */
  subscribe(take: (heard: Heard) => void): () => void {
    this.#takers.add(take)
    return () => this.#takers.delete(take)
  }

  /**
   * One run of the process that listens. `startedAt`: the time of day of its stamp 0 in ms since 1970; where it is left
   * out, it is learned from when the frames come.
   */
  begin(startedAt?: number): SoundRun {
    this.#run = new SoundRun(heard => {
      for (const take of this.#takers) take(heard)
    }, startedAt)
    return this.#run
  }
}

/** FLV bytes with AAC in, frames with their time of day out. */
export class SoundRun {
  readonly #flv = new FlvPacketReader()
  readonly #arrivals = new ArrivalClock()
  readonly #take: (heard: Heard) => void
  readonly #startedAt: number | undefined
  #frames = 0
  #ended = false

  constructor(take: (heard: Heard) => void, startedAt: number | undefined) {
    this.#take = take
    this.#startedAt = startedAt
  }

  /** AAC frames so far. */
  get frames(): number {
    return this.#frames
  }

  get hasBegun(): boolean {
    return this.#frames > 0 && !this.#ended
  }

  /** Takes bytes that came at `now`, ms since 1970. Throws MediaError when they are not FLV with AAC, or their times are wrong. */
  push(chunk: Uint8Array, now: number): void {
    for (const packet of this.#flv.push(chunk)) {
      if (packet.kind !== 'audio' || this.#ended) continue
      this.#arrivals.take(packet.dts, now)
      const learned = (this.#arrivals.origin ?? now) - ENCODER_MS
      const at = packet.dts + (this.#startedAt ?? learned)
      if (at > now + AHEAD_MS || at < now - OLDEST_MS)
        throw new MediaError('sound_time', 'The clock of the sound does not fit the time of day any more.')
      this.#frames++
      this.#take({ packet, at })
    }
  }

  /** No more comes of this run. */
  end(): void {
    this.#ended = true
  }
}
