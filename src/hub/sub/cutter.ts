import { MediaError } from '../../media/error.ts'
import type { MediaPacket } from '../../media/flv/packets.ts'
import { type FragmentSample, type FragmentTrack, fragment } from '../../media/mp4/fragment.ts'
import type { HeldPart } from '../video/held.ts'

/** A part of the full picture that is being made small. Times in ticks of the video's timescale. */
export interface Making {
  readonly full: HeldPart
  /** It opens a segment, so it must begin with a keyframe. */
  readonly opens: boolean
  readonly start: number
  readonly end: number
  /** The frames to come, by the stamp that each will carry, in ms. */
  readonly due: readonly { readonly stamp: number; readonly at: number }[]
  readonly sound: FragmentTrack | undefined
}

interface Placed {
  readonly at: number
  readonly packet: MediaPacket
}

/** Puts the frames that an encoder made of the full picture's parts back into parts that begin and end with those. */
export class Cutter {
  readonly #trackId: number
  #making: Making[] = []
  #frames: Placed[] = []
  #fragments = 0

  /** `trackId` is that of the video. */
  constructor(trackId: number) {
    this.#trackId = trackId
  }

  /** Parts whose frames are not all there. */
  get waiting(): number {
    return this.#making.length
  }

  expect(making: Making): void {
    this.#making.push(making)
  }

  /** Takes the encoder's next frame. Throws MediaError `frames_missing` or `keyframe_missing` where no part can be made of what came. */
  *push(packet: MediaPacket): Generator<HeldPart, void, undefined> {
    const stamp = packet.dts + packet.cts
    for (let making = this.#making[0]; making; making = this.#making[0]) {
      const newest = making.due.at(-1)?.stamp ?? 0
      const due = making.due.find(one => one.stamp === stamp)
      if (due) this.#frames.push({ at: due.at, packet })
      if (stamp >= newest) yield this.#close(making)
      if (stamp <= newest) return
    }
  }

  #close(making: Making): HeldPart {
    const frames = this.#frames
    this.#making.shift()
    this.#frames = []
    const [first] = frames
    const { id, seconds, capturedAt } = making.full
    if (!first) throw new MediaError('frames_missing', 'Of a part of the full picture no frame could be made small.')
    if (making.opens && !first.packet.keyframe)
      throw new MediaError('keyframe_missing', 'The small picture has no keyframe where the full one has one.')
    const samples = frames.map(({ at, packet }, index) => {
      const from = index === 0 ? making.start : at
      return sample(packet, (frames[index + 1]?.at ?? making.end) - from)
    })
    const video = { id: this.#trackId, baseMediaDecodeTime: making.start, samples }
    const bytes = fragment(++this.#fragments, making.sound ? [video, making.sound] : [video])
    return { id, bytes, seconds, frames: frames.length, independent: first.packet.keyframe, capturedAt }
  }
}

function sample({ keyframe, data, size }: MediaPacket, duration: number): FragmentSample {
  return { duration, compositionOffset: 0, keyframe, data, size }
}
