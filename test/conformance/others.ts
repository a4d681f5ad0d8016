import { spawnSync } from 'node:child_process'
import * as hlsParser from 'hls-parser'
import m3u8 from 'm3u8-parser'
import { createFile, MP4BoxBuffer } from 'mp4box'
import { onPath } from '../support/ffmpeg.ts'
import type { Capture } from './capture.ts'
import { allSegments, histories } from './history.ts'
import type { Segment } from './playlist.ts'

/** What hls-parser in strict mode says is wrong with a playlist. */
export function hlsParserComplaints(text: string): string[] {
  const before = hlsParser.getOptions()
  hlsParser.setOptions({ strictMode: true, silent: true })
  try {
    hlsParser.parse(text)
    return []
  } catch (cause) {
    return [`hls-parser: ${cause instanceof Error ? cause.message : cause}`]
  } finally {
    hlsParser.setOptions(before)
  }
}

/** What m3u8-parser warns of in a playlist. */
export function m3u8ParserComplaints(text: string): string[] {
  const complaints: string[] = []
  const parser = new m3u8.Parser()
  parser.on('warn', ({ message }) => complaints.push(`m3u8-parser: ${message}`))
  parser.push(text)
  parser.end()
  return complaints
}

/** What mp4box finds amiss in an init and media after it that should last `seconds`. */
export function mp4boxComplaints(init: Uint8Array, media: Uint8Array, seconds: number): string[] {
  const whole = Uint8Array.from([...init, ...media])
  const file = createFile()
  const complaints: string[] = []
  file.onError = (module, message) => complaints.push(`mp4box: ${module}: ${message}`)
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(whole.buffer, 0))
  file.flush()
  const boxed = file.boxes.reduce((sum, { size }) => sum + size, 0)
  if (boxed !== whole.length) complaints.push(`mp4box: its boxes take ${boxed} bytes, the file has ${whole.length}`)
  const video = file.moov?.traks.find(({ mdia }) => mdia.hdlr.handler === 'vide')
  if (video === undefined) return [...complaints, 'mp4box: no video track']
  const samples = file.getTrackSamplesInfo(video.tkhd.track_id)
  const lasts = samples.reduce((sum, { duration, timescale }) => sum + duration / timescale, 0)
  const frame = lasts / Math.max(1, samples.length)
  if (!(Math.abs(lasts - seconds) <= frame / 2)) {
    complaints.push(`mp4box: ${samples.length} samples last ${lasts.toFixed(4)} s, not ${seconds}`)
  }
  return complaints
}

/** What ffprobe says (at -v warning) when it decodes an init and media, and whether it finds all the frames. */
export function ffprobeComplaints(init: Uint8Array, media: readonly Uint8Array[], frames?: number): string[] {
  const ffprobe = onPath('ffprobe')
  if (ffprobe === undefined) throw new Error("ffprobe is not on PATH: use needs('ffprobe')")
  const entries = [
    '-select_streams',
    'v:0',
    '-count_frames',
    '-show_entries',
    'stream=nb_read_frames',
    '-of',
    'csv=p=0',
  ]
  const { status, stdout, stderr } = spawnSync(ffprobe, ['-v', 'warning', ...entries, '-i', 'pipe:'], {
    input: Buffer.concat([init, ...media]),
    encoding: 'utf8',
    timeout: 30_000,
  })
  const said = stderr.split('\n').filter(line => line !== '')
  const complaints = said.map(line => `ffprobe: ${line}`)
  if (status !== 0) complaints.push(`ffprobe: exit ${status}`)
  const found = Number.parseInt(stdout, 10)
  if (frames !== undefined && found !== frames) complaints.push(`ffprobe: ${found} frames, not ${frames}`)
  return complaints
}

/** Every complaint of the parsers of others over a capture, each once. ffprobe where it is installed. */
export function othersComplaints(capture: Capture): string[] {
  const texts = [capture.multivariant?.text ?? [], capture.playlists.map(({ text }) => text)].flat()
  const complaints = texts.flatMap(text => [...hlsParserComplaints(text), ...m3u8ParserComplaints(text)])
  for (const history of histories(capture.playlists)) {
    const at = (uri: string | undefined) => uri && capture.bytes.get(new URL(uri, history.url).href)
    const segments = new Map<number, Segment>()
    for (const { whole } of history.versions) {
      for (const segment of whole === undefined ? [] : allSegments(whole)) segments.set(segment.msn, segment)
    }
    const byInit = new Map<string, Uint8Array[]>()
    for (const { msn, map, uri, duration } of segments.values()) {
      const [init, media] = [at(map), at(uri)]
      if (!init || !media) continue
      complaints.push(...mp4boxComplaints(init, media, duration).map(one => `${one} (segment ${msn})`))
      byInit.set(map ?? '', [...(byInit.get(map ?? '') ?? []), media])
    }
    for (const [map, media] of byInit) {
      const init = at(map)
      if (init && onPath('ffprobe')) complaints.push(...ffprobeComplaints(init, media))
    }
  }
  return [...new Set(complaints)]
}
