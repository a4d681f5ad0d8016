import type { MediaPacket } from '../../media/flv/packets.ts'
import type { AudioTrack, VideoTrack } from '../../media/track.ts'
import { envelope } from '../../media/wire.ts'
import type { VideoOptions } from './videoPipe.ts'

/** What the access units of a run are: H.264 as its tracks say. */
export interface LiveTracks {
  readonly video: VideoTrack
  readonly audio?: AudioTrack
  /** How the run is cut, for who cuts the same elsewhere. */
  readonly options?: VideoOptions
}

/** One access unit of H.264 or one frame of AAC, as it was cut. */
export interface LiveUnit {
  /** Counts a camera's units, over all its runs. */
  readonly id: number
  readonly kind: 'video' | 'audio'
  readonly keyframe: boolean
  /** The number of the picture that it is, or that came before it. */
  readonly picture: number
  /** As it was cut: views into the pipe's chunks. */
  readonly packet: MediaPacket
  /** Ms since 1970. */
  readonly capturedAt: number
  /** The message that carries it: made once, for all who watch. */
  message(): Uint8Array<ArrayBuffer>
}

/** The full picture, or the small and thrifty one that is made of it. */
export type LiveQuality = 'full' | 'saver'

/** More of one group is not held: a viewer who comes then waits for the next keyframe. */
const MOST_UNITS = 1200
const MOST_BYTES = 128 << 20

/**
 * The newest group of pictures of a camera: its keyframe and all that came since. A viewer begins with it, and one who has
 * fallen behind it goes on with it; nothing older is held, and nothing is copied before somebody watches.
 */
export class LiveVideo {
  readonly #camera: string
  readonly #quality: LiveQuality
  readonly #viewers = new Set<() => void>()
  #group: LiveUnit[] = []
  #bytes = 0
  #tracks: LiveTracks | undefined
  #config: { readonly tracks: LiveTracks; readonly message: Uint8Array<ArrayBuffer> } | undefined
  #nextId = 1
  #pictures = 0

  /** `camera` is its id, which stands in each message: one connection may carry several. */
  constructor(camera: string, quality: LiveQuality = 'full') {
    this.#camera = camera
    this.#quality = quality
  }

  /** What the units of the run that is on are; undefined before one has begun. */
  get tracks(): LiveTracks | undefined {
    return this.#tracks
  }

  /** What each viewer is told before the first unit, another object when it changes; undefined before a run has begun. */
  get config(): Uint8Array<ArrayBuffer> | undefined {
    if (!this.#tracks) return undefined
    if (this.#config?.tracks !== this.#tracks)
      this.#config = { tracks: this.#tracks, message: this.#configMessage(this.#tracks) }
    return this.#config.message
  }

  /** How the run that is on is cut; undefined before one has begun. */
  get options(): VideoOptions | undefined {
    return this.#tracks?.options
  }

  /** The id that the next unit will have. */
  get nextId(): number {
    return this.#nextId
  }

  /** The first unit that is held: a keyframe. */
  get first(): LiveUnit | undefined {
    return this.#group[0]
  }

  /** The unit with this id, if it is held. */
  unit(id: number): LiveUnit | undefined {
    return this.#group[id - (this.#group[0]?.id ?? id)]
  }

  /** A run begins, or its tracks are others: what was held is of no use any more. */
  begin(tracks: LiveTracks): void {
    this.#tracks = tracks
    this.#group = []
    this.#wake()
  }

  /** The run is over. */
  end(): void {
    this.#tracks = undefined
    this.#group = []
    this.#wake()
  }

  /** Takes a packet that arrived at `arrivedAt`, ms since 1970. */
  push(packet: MediaPacket, arrivedAt: number): void {
    if (!this.#tracks) return
    if (packet.kind === 'video') this.#pictures++
    const begins = packet.kind === 'video' && packet.keyframe
    if (begins || this.#group.length >= MOST_UNITS || this.#bytes >= MOST_BYTES) [this.#group, this.#bytes] = [[], 0]
    if (this.#group.length === 0 && !begins) return
    this.#bytes += packet.size
    this.#group.push(this.#unitOf(packet, arrivedAt))
    this.#wake()
  }

  /** Calls `changed` whenever there is more, until the returned function is called. */
  subscribe(changed: () => void): () => void {
    this.#viewers.add(changed)
    return () => this.#viewers.delete(changed)
  }

  #wake(): void {
    for (const changed of this.#viewers) changed()
  }

  #unitOf(packet: MediaPacket, capturedAt: number): LiveUnit {
    let made: Uint8Array<ArrayBuffer> | undefined
    const camera = this.#camera
    const quality = this.#quality === 'saver' && { quality: this.#quality }
    const { kind, keyframe, dts, cts } = packet
    const header =
      kind === 'video'
        ? { type: kind, camera, ...quality, key: keyframe, dts, pts: dts + cts, capturedAt }
        : { type: kind, camera, ...quality, dts, capturedAt }
    return {
      ...{ id: this.#nextId++, kind, keyframe, picture: this.#pictures, packet, capturedAt },
      message: () => (made ??= envelope(header, ...packet.data)),
    }
  }

  #configMessage({ video, audio }: LiveTracks): Uint8Array<ArrayBuffer> {
    const { codec, width, height, avcC } = video
    const sound = audio && {
      codec: audio.codec,
      sampleRate: audio.sampleRate,
      channels: audio.channels,
      bytes: audio.audioSpecificConfig.length,
    }
    return envelope(
      {
        type: 'config',
        camera: this.#camera,
        quality: this.#quality,
        codec,
        width,
        height,
        bytes: avcC.length,
        ...(sound && { audio: sound }),
      },
      avcC,
      ...(audio ? [audio.audioSpecificConfig] : []),
    )
  }
}
