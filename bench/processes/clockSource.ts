import { setTimeout as sleep } from 'node:timers/promises'
import { header, painter } from '../latency/clockVideo.ts'

// clockSource.js WIDTH HEIGHT RATE: writes a video of clocks to stdout, as raw YUV4MPEG2, one picture when its time has come.
const [width = 640, height = 360, rate = 30] = process.argv.slice(2).map(Number)
const video = { width, height, rate }
const paint = painter(video)

process.stdout.on('error', () => process.exit(0)) // who reads is gone
process.stdout.write(header(video))
const began = performance.now()
for (let frame = 0; ; frame++) {
  await sleep(Math.max(0, began + (frame * 1000) / rate - performance.now()))
  // A camera whose pictures are not taken loses them.
  if (!process.stdout.writableNeedDrain) process.stdout.write(paint({ at: Date.now(), frame }))
}
