import { type Box, BoxError, box, boxes, children, Fields } from './boxes.ts'

/** A track as its init segment describes it. */
export interface Track {
  readonly id: number
  readonly kind: 'video' | 'audio'
  readonly timescale: number
  /** RFC 6381, as 'avc1.42C01E', 'mp4a.40.2'. */
  readonly codec: string
  readonly width: number
  readonly height: number
  readonly defaults: Defaults
}

interface Defaults {
  readonly duration: number
  readonly size: number
  readonly flags: number
}

/** One sample; times in ticks of its track's timescale. */
export interface Sample {
  readonly duration: number
  readonly bytes: Uint8Array
  /** What the fragment says: this sample can be decoded without those before. */
  readonly sync: boolean
}

/** What one moof says of one track, with the samples of its mdat. */
export interface Run {
  readonly track: Track
  readonly decodeTime: number
  readonly samples: readonly Sample[]
}

/** The tracks of an init segment. Throws BoxError for what is no fragmented MP4 of H.264 and AAC. */
export function parseInit(bytes: Uint8Array): Track[] {
  const top = boxes(bytes)
  if (top[0]?.type !== 'ftyp') throw new BoxError(`an init segment starts with ftyp, not ${top[0]?.type ?? 'nothing'}`)
  const moov = top.find(({ type }) => type === 'moov')
  if (moov === undefined) throw new BoxError('an init segment needs a moov')
  const extends_ = children(box(moov, ['mvex'])).filter(({ type }) => type === 'trex')
  const tracks = children(moov)
    .filter(({ type }) => type === 'trak')
    .map(trak => parseTrack(trak, extends_))
  if (tracks.length === 0) throw new BoxError('the moov has no track')
  return tracks
}

/** The runs of a segment or part, in order. Throws BoxError where moof and mdat do not fit each other. */
export function parseMedia(bytes: Uint8Array, tracks: readonly Track[]): Run[] {
  const top = boxes(bytes)
  const others = top.filter(({ type }) => !['styp', 'sidx', 'prft', 'emsg', 'moof', 'mdat'].includes(type))
  if (others[0]) throw new BoxError(`${others[0].type} at byte ${others[0].start} does not belong in a segment`)
  const runs = top.flatMap((moof, index) => {
    if (moof.type !== 'moof') return []
    const mdat = top[index + 1]
    if (mdat?.type !== 'mdat') throw new BoxError(`moof at byte ${moof.start} is not followed by its mdat`)
    return children(moof)
      .filter(({ type }) => type === 'traf')
      .flatMap(traf => parseTraf(bytes, moof, mdat, traf, tracks))
  })
  if (runs.length === 0) throw new BoxError('no moof in it')
  return runs
}

/** The time its samples last, in seconds. */
export function secondsOf(run: Run): number {
  return run.samples.reduce((sum, { duration }) => sum + duration, 0) / run.track.timescale
}

/**
 * Whether an H.264 sample holds an IDR slice (NAL unit type 5), whatever its flags say.
 * Throws BoxError when its NAL unit lengths do not fill it.
 */
export function holdsIdr(sample: Sample): boolean {
  const fields = new Fields(sample.bytes, 'an H.264 sample')
  let idr = false
  while (fields.left > 0) {
    const nal = fields.take(fields.u32())
    if (((nal[0] ?? 0) & 31) === 5) idr = true
  }
  return idr
}

function parseTrack(trak: Box, trexes: readonly Box[]): Track {
  const id = trackId(box(trak, ['tkhd']))
  const handler = fullBox(box(trak, ['mdia', 'hdlr'])).fields
  handler.take(4)
  const kind = handler.text(4)
  const mdhd = fullBox(box(trak, ['mdia', 'mdhd']))
  mdhd.fields.take(mdhd.version === 1 ? 16 : 8)
  const timescale = mdhd.fields.u32()
  if (timescale === 0) throw new BoxError(`track ${id} has timescale 0`)
  const stsd = box(trak, ['mdia', 'minf', 'stbl', 'stsd'])
  const [entry] = boxes(stsd.body.subarray(8), stsd.start + 16)
  if (entry === undefined) throw new BoxError(`track ${id} has no sample entry`)
  const trex = trexes.map(one => fullBox(one).fields).find(fields => fields.u32() === id)
  if (trex === undefined) throw new BoxError(`track ${id} has no trex`)
  trex.take(4)
  const defaults = { duration: trex.u32(), size: trex.u32(), flags: trex.u32() }
  if (kind === 'vide') return { id, kind: 'video', timescale, defaults, ...videoEntry(entry) }
  if (kind === 'soun') return { id, kind: 'audio', timescale, defaults, ...audioEntry(entry), width: 0, height: 0 }
  throw new BoxError(`track ${id} is "${kind}", neither video nor audio`)
}

function trackId(tkhd: Box): number {
  const { version, fields } = fullBox(tkhd)
  fields.take(version === 1 ? 16 : 8)
  return fields.u32()
}

function videoEntry(entry: Box): Pick<Track, 'codec' | 'width' | 'height'> {
  const fields = new Fields(entry.body, entry.type)
  fields.take(24)
  const [width, height] = [fields.u16(), fields.u16()]
  fields.take(50)
  const avcC = boxes(fields.take(fields.left), entry.start + 86).find(({ type }) => type === 'avcC')
  if (avcC === undefined) throw new BoxError(`${entry.type} has no avcC`)
  const config = new Fields(avcC.body, 'avcC')
  if (config.u8() !== 1) throw new BoxError('avcC is of an unknown version')
  const profile = [...config.take(3)]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
  if ((config.u8() & 3) !== 3) throw new BoxError('avcC says NAL unit lengths of other than 4 bytes')
  return { codec: `${entry.type}.${profile}`, width, height }
}

function audioEntry(entry: Box): Pick<Track, 'codec'> {
  const esds = boxes(entry.body.subarray(28), entry.start + 36).find(({ type }) => type === 'esds')
  if (esds === undefined) throw new BoxError(`${entry.type} has no esds`)
  // ISO/IEC 14496-1 §7.2.6: descriptors of tag and variable length; the object type opens tag 5's content.
  const { fields } = fullBox(esds)
  for (const skip of [3, 13, 0]) {
    fields.u8()
    while (fields.u8() & 0x80);
    fields.take(skip)
  }
  return { codec: `${entry.type}.40.${fields.u8() >> 3}` }
}

function parseTraf(file: Uint8Array, moof: Box, mdat: Box, traf: Box, tracks: readonly Track[]): Run[] {
  const tfhd = fullBox(box(traf, ['tfhd']))
  const id = tfhd.fields.u32()
  const track = tracks.find(one => one.id === id)
  if (track === undefined) throw new BoxError(`traf at byte ${traf.start} is of track ${id}, which the init has not`)
  if (tfhd.flags & 1 || !(tfhd.flags & 0x20000)) {
    throw new BoxError(`tfhd at byte ${traf.start} must be default-base-is-moof (ISO/IEC 23000-19 §7.5.16)`)
  }
  const optional = (flag: number, otherwise: number) => (tfhd.flags & flag ? tfhd.fields.u32() : otherwise)
  optional(2, 0)
  const duration = optional(8, track.defaults.duration)
  const size = optional(16, track.defaults.size)
  const defaults = { duration, size, flags: optional(32, track.defaults.flags) }
  const tfdt = fullBox(box(traf, ['tfdt']))
  let decodeTime = tfdt.version === 1 ? tfdt.fields.u64() : tfdt.fields.u32()
  return children(traf)
    .filter(({ type }) => type === 'trun')
    .map(trun => {
      const samples = parseTrun(file, moof, mdat, trun, defaults)
      const run = { track, decodeTime, samples }
      decodeTime += samples.reduce((sum, one) => sum + one.duration, 0)
      return run
    })
}

function parseTrun(file: Uint8Array, moof: Box, mdat: Box, trun: Box, defaults: Defaults): Sample[] {
  const { flags, fields } = fullBox(trun)
  const count = fields.u32()
  if (!(flags & 1)) throw new BoxError(`trun at byte ${trun.start} has no data offset`)
  let at = moof.start + fields.i32()
  const first = flags & 4 ? fields.u32() : undefined
  const samples: Sample[] = []
  for (let index = 0; index < count; index += 1) {
    const duration = flags & 0x100 ? fields.u32() : defaults.duration
    const size = flags & 0x200 ? fields.u32() : defaults.size
    const own = flags & 0x400 ? fields.u32() : index === 0 && first !== undefined ? first : defaults.flags
    if (flags & 0x800) fields.u32()
    if (at < mdat.start + 8 || at + size > mdat.start + mdat.size) {
      throw new BoxError(`sample ${index + 1} of trun at byte ${trun.start} lies outside the mdat that follows`)
    }
    samples.push({ duration, bytes: file.subarray(at, at + size), sync: (own & 0x10000) === 0 })
    at += size
  }
  if (fields.left > 0) throw new BoxError(`trun at byte ${trun.start} has ${fields.left} bytes more than its samples`)
  return samples
}

function fullBox({ body, type, start }: Box): { version: number; flags: number; fields: Fields } {
  const fields = new Fields(body, `${type} at byte ${start}`)
  return { version: fields.u8(), flags: fields.u24(), fields }
}
