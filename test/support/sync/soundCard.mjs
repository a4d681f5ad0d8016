// The sound card of a pretend microphone: node soundCard.mjs PIPE RATE. Writes stereo s16le to PIPE in real time, by a clock
// that runs at RATE samples a second: a beep of 1 kHz in the first tenth of each second of the time of day.
import { openSync, write } from 'node:fs'

const [, , pipe = '', rate = '48000'] = process.argv
const samplesAMs = Number(rate) / 1000
const fd = openSync(pipe, 'w')
const started = Date.now()
let sent = 0
let busy = false

setInterval(() => {
  const due = Math.floor((Date.now() - started) * samplesAMs)
  if (busy || due <= sent) return
  const count = Math.min(due - sent, 4800)
  const bytes = Buffer.alloc(count * 4)
  for (let index = 0; index < count; index++) {
    const at = started + (sent + index) / samplesAMs
    const sample = at % 1000 < 100 ? Math.round(16_000 * Math.sin(2 * Math.PI * (at % 1000))) : 0
    bytes.writeInt16LE(sample, index * 4)
    bytes.writeInt16LE(sample, index * 4 + 2)
  }
  sent += count
  busy = true
  write(fd, bytes, error => {
    if (error) process.exit()
    busy = false
  })
}, 5)
