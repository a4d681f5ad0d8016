import { readFileSync } from 'node:fs'
import { clip } from '../support/ffmpeg.ts'
import { boxes } from './boxes.ts'
import type { Answer, Capture } from './capture.ts'

const base = 'http://camera.test/hls/'
const rate = 25
const partsPerSegment = 5
const partSeconds = 0.2
const windowSegments = 10
const encoders = [
  { size: '320x180', segments: 7 },
  { size: '320x240', segments: 14 },
]
const epoch = Date.UTC(2026, 0, 1)

/**
 * A valid capture: 21 one-second segments of five parts, real H.264 from FFmpeg, the encoder started anew once,
 * followed part by part from the tenth segment on, every second answer a delta update.
 */
export function sampleCapture(): Capture {
  const bytes = new Map<string, Uint8Array>()
  let msn = 0
  for (const [index, { size, segments }] of encoders.entries()) {
    const { init, parts } = fragments(size, segments)
    bytes.set(`${base}init-${index}.mp4`, init)
    for (let i = 0; i < segments; i += 1, msn += 1) {
      const own = parts.slice(i * partsPerSegment, (i + 1) * partsPerSegment)
      for (const [part, body] of own.entries()) bytes.set(`${base}part-${msn * partsPerSegment + part}.m4s`, body)
      bytes.set(`${base}segment-${msn}.m4s`, Buffer.concat(own))
    }
  }
  return { multivariant: multivariant(bytes), playlists: answers(msn), bytes }
}

/**
 * The same as two renditions that report each other: the second with the same files below `small/`, whose playlists
 * `change` may change.
 */
export function samplePair(change: (text: string, index: number) => string = text => text): Capture {
  const { multivariant, playlists, bytes } = sampleCapture()
  const small = (url: string) => url.replace(base, `${base}small/`)
  const reporting = (text: string, uri: string) => {
    const last = text.split(/#EXT-X-PROGRAM-DATE-TIME/).at(-1) ?? ''
    const newest = Number(/part-(\d+)/.exec(/.*PRELOAD-HINT.*/.exec(last)?.[0] ?? '')?.[1]) - 1
    const [msn, part] = [Math.floor(newest / partsPerSegment), newest % partsPerSegment]
    return `${text}#EXT-X-RENDITION-REPORT:URI="${uri}",LAST-MSN=${msn},LAST-PART=${part}\n`
  }
  const full = playlists.map(answer => ({ ...answer, text: reporting(answer.text, 'small/media.m3u8') }))
  const other = playlists.map((answer, index) => {
    return { ...answer, url: small(answer.url), text: change(reporting(answer.text, '../media.m3u8'), index) }
  })
  const text = multivariant?.text.replace(/(#EXT-X-STREAM-INF.*\n)(.*)\n/, '$1$2\n$1small/$2\n') ?? ''
  return {
    multivariant: { url: `${base}index.m3u8`, at: epoch, text },
    playlists: [...full, ...other].sort((a, b) => a.at - b.at),
    bytes: new Map([...bytes].flatMap(([url, body]) => [[url, body] as const, [small(url), body] as const])),
  }
}

/** A capture with its playlists' texts changed: each, or from one on. */
export function edited(capture: Capture, edit: (text: string, index: number) => string): Capture {
  const playlists = capture.playlists.map((answer, index) => ({ ...answer, text: edit(answer.text, index) }))
  return { ...capture, playlists }
}

/** A capture with the bytes of one file changed. */
export function rewritten(capture: Capture, file: string, change: (bytes: Uint8Array) => Uint8Array): Capture {
  const url = base + file
  const before = capture.bytes.get(url)
  if (before === undefined) throw new Error(`the sample has no ${file}`)
  return { ...capture, bytes: new Map(capture.bytes).set(url, change(before)) }
}

// One fragment for each part; FFmpeg's own muxer, so that the sample owes nothing to ours.
function fragments(size: string, segments: number) {
  const picture = `testsrc2=size=${size}:rate=${rate}:duration=${segments}:sar=1`
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline']
  const keyframes = ['-pix_fmt', 'yuv420p', '-g', String(rate), '-keyint_min', String(rate), '-sc_threshold', '0']
  const cut = ['-frag_duration', String(partSeconds * 1e6), '-movflags', 'empty_moov+default_base_moof+delay_moov']
  const args = ['-f', 'lavfi', '-i', picture, ...encode, ...keyframes, '-level', '1.3', ...cut, '-f', 'mp4']
  const file = new Uint8Array(readFileSync(clip(args, 'mp4')))
  const top = boxes(file)
  const start = top.find(({ type }) => type === 'moof')?.start ?? 0
  const parts = top.flatMap((moof, index) => {
    const mdat = top[index + 1]
    return moof.type === 'moof' && mdat ? [file.subarray(moof.start, mdat.start + mdat.size)] : []
  })
  return { init: file.subarray(0, start), parts }
}

function multivariant(bytes: ReadonlyMap<string, Uint8Array>): Answer {
  const rates = [...bytes].flatMap(([url, body]) => (url.includes('segment-') ? [body.length * 8] : []))
  const average = Math.ceil(rates.reduce((sum, one) => sum + one, 0) / rates.length)
  const text = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=${Math.max(...rates)},AVERAGE-BANDWIDTH=${average},CODECS="avc1.42C00D",RESOLUTION=320x240,FRAME-RATE=25.000
media.m3u8
`
  return { url: `${base}index.m3u8`, at: epoch, text }
}

function answers(segments: number): Answer[] {
  const found: Answer[] = []
  for (let part = windowSegments * partsPerSegment; part < segments * partsPerSegment; part += 1) {
    const delta = found.length % 2 === 1
    const query = `_HLS_msn=${Math.floor(part / partsPerSegment)}&_HLS_part=${part % partsPerSegment}`
    const url = `${base}media.m3u8?${query}${delta ? '&_HLS_skip=YES' : ''}`
    found.push({ url, at: epoch + (part + 1) * partSeconds * 1000, text: playlistAt(part, delta) })
  }
  return found
}

// What is listed when this part, counted from the first of all, has just been made.
function playlistAt(newest: number, delta: boolean): string {
  const open = Math.floor((newest + 1) / partsPerSegment)
  const first = open - windowSegments
  const openParts = (newest + 1) % partsPerSegment
  const skipped = delta ? Math.max(0, Math.floor(windowSegments + openParts * partSeconds - 6)) : 0
  const restart = encoders[0]?.segments ?? 0
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    '#EXT-X-TARGETDURATION:1',
    '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=6,HOLD-BACK=3,PART-HOLD-BACK=0.63',
    '#EXT-X-PART-INF:PART-TARGET=0.21',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first > restart ? 1 : 0}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`)
  for (let msn = first + skipped; msn <= open; msn += 1) {
    if (msn === open && openParts === 0) break
    if (msn === restart) lines.push('#EXT-X-DISCONTINUITY')
    if (msn === restart || (msn === first && skipped === 0))
      lines.push(`#EXT-X-MAP:URI="init-${msn < restart ? 0 : 1}.mp4"`)
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(epoch + msn * 1000).toISOString()}`)
    for (let part = 0; part < (msn === open ? openParts : msn > open - 3 ? partsPerSegment : 0); part += 1) {
      const independent = part === 0 ? ',INDEPENDENT=YES' : ''
      lines.push(`#EXT-X-PART:DURATION=0.20000,URI="part-${msn * partsPerSegment + part}.m4s"${independent}`)
    }
    if (msn < open) lines.push('#EXTINF:1.00000,', `segment-${msn}.m4s`)
  }
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-${newest + 1}.m4s"`)
  return `${lines.join('\n')}\n`
}
