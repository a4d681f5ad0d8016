import { box, fullBox, writeUint } from './box.ts'

/** One sample of a fragment; times are in its track's timescale. */
export interface FragmentSample {
  readonly duration: number
  readonly compositionOffset: number
  readonly keyframe: boolean
  readonly data: readonly Uint8Array[]
  readonly size: number
}

/** The samples of one track in one fragment. */
export interface FragmentTrack {
  readonly id: number
  /** Decode time of the first sample, in the track's timescale. */
  readonly baseMediaDecodeTime: number
  readonly samples: readonly FragmentSample[]
}

const SYNC_SAMPLE = 0x02000000 // depends on no other
const NON_SYNC_SAMPLE = 0x01010000 // depends on others, is not a sync sample
const TRUN_FLAGS = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800 // offset; duration, size, flags, composition offset
const DEFAULT_BASE_IS_MOOF = 0x020000

/**
 * One movie fragment, moof and mdat (ISO/IEC 14496-12 §8.8), in one buffer of its own: here, and only here,
 * the samples' bytes are copied. `sequenceNumber` counts fragments from 1.
 */
export function fragment(sequenceNumber: number, tracks: readonly FragmentTrack[]): Uint8Array<ArrayBuffer> {
  const moofSize = moof(sequenceNumber, tracks, 0).length
  const head = moof(sequenceNumber, tracks, moofSize + 8)
  const dataSize = tracks.reduce((sum, track) => sum + trackSize(track), 0)
  const bytes = new Uint8Array(moofSize + 8 + dataSize)
  bytes.set(head)
  writeUint(bytes, moofSize, 8 + dataSize, 4)
  bytes.set([0x6d, 0x64, 0x61, 0x74], moofSize + 4) // mdat
  let at = moofSize + 8
  for (const track of tracks) {
    for (const sample of track.samples) {
      for (const view of sample.data) {
        bytes.set(view, at)
        at += view.length
      }
    }
  }
  return bytes
}

function trackSize(track: FragmentTrack): number {
  return track.samples.reduce((sum, sample) => sum + sample.size, 0)
}

/** `dataStart`: where the first track's samples begin, counted from the moof's first byte. */
function moof(sequenceNumber: number, tracks: readonly FragmentTrack[], dataStart: number): Uint8Array {
  let offset = dataStart
  const trafs = tracks.map(track => {
    const traf = trackFragment(track, offset)
    offset += trackSize(track)
    return traf
  })
  return box('moof', fullBox('mfhd', 0, 0, [sequenceNumber, 4]), ...trafs)
}

function trackFragment(track: FragmentTrack, dataOffset: number): Uint8Array {
  const tfhd = fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, [track.id, 4])
  const tfdt = fullBox('tfdt', 1, 0, [track.baseMediaDecodeTime, 8])
  const rows = new Uint8Array(track.samples.length * 16)
  let at = 0
  for (const sample of track.samples) {
    at = writeUint(rows, at, sample.duration, 4)
    at = writeUint(rows, at, sample.size, 4)
    at = writeUint(rows, at, sample.keyframe ? SYNC_SAMPLE : NON_SYNC_SAMPLE, 4)
    at = writeUint(rows, at, sample.compositionOffset, 4)
  }
  // Version 1: composition offsets are signed.
  const trun = fullBox('trun', 1, TRUN_FLAGS, [track.samples.length, 4], [dataOffset, 4], rows)
  return box('traf', tfhd, tfdt, trun)
}
