import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Camera } from '../../../src/hub/camera.ts'
import { fixtureFfmpeg } from '../ffmpeg.ts'

/** How loud the newest two whole segments of a camera's HLS are at most, in dB; -Infinity where they have no sound. */
export async function loudness({ window }: Camera): Promise<number> {
  const done = window.state().segments.filter(({ msn }) => window.segment(msn)?.done)
  const newest = done.filter(({ init }) => init === done.at(-1)?.init).slice(-2)
  const init = window.initNumbered(newest[0]?.init ?? 0)
  if (!init) return Number.NEGATIVE_INFINITY
  const parts = newest.flatMap(({ msn }) => window.segment(msn)?.parts ?? [])
  const args = ['-nostdin', '-hide_banner', '-i', 'pipe:0', '-map', '0:a', '-af', 'volumedetect', '-f', 'null', '-']
  const child = spawn(fixtureFfmpeg(), args, { stdio: ['pipe', 'ignore', 'pipe'] })
  child.stdin.on('error', () => undefined)
  child.stdin.end(Buffer.concat([init.bytes, ...parts.map(({ bytes }) => bytes)]))
  const loudest = /max_volume: (\S+) dB/.exec(await text(child.stderr))?.[1]
  return loudest === undefined ? Number.NEGATIVE_INFINITY : Number(loudest.replace('inf', 'Infinity'))
}
