// Run by each runtime: who is let go by a server that gives two seconds, as JSON.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Access } from '../../../dist/access/access.js'
import { unkept } from '../../../dist/access/unkept.js'
import { cameraFromSource } from '../../../dist/config/camera.js'
import { Hub } from '../../../dist/hub/hub.js'
import { listen } from '../../../dist/runtimes/node.js'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const access = await Access.open(unkept(), { log, limits: { perCamera: 9, perLink: 9 } })
const gate = { access, open: true, trust: { proxies: [], tunnel: () => false } }
const hub = new Hub()
const run = on('front')
on('quiet').jpeg(pictureOf(1000)) // and then nothing more
const { port } = await listen({ hub, host: '127.0.0.1', port: 0, gate, log, stalledMs: 2000 })

const viewers = {
  reads: viewer('/cameras/front/stream.mjpg', true),
  quiet: viewer('/cameras/quiet/stream.mjpg', true),
  stalls: viewer('/cameras/front/stream.mjpg', false),
  silent: viewer(undefined, true),
}
await until(() => watching() === 2)
const picture = pictureOf(1 << 20)
const feeding = setInterval(() => run.jpeg(picture), 100)
await until(() => viewers.stalls.gone() && viewers.silent.gone())
const before = viewers.reads.bytes()
await until(() => viewers.reads.bytes() > before + 3 * picture.length)
clearInterval(feeding)
console.log(JSON.stringify(Object.fromEntries(Object.entries(viewers).map(([name, { gone }]) => [name, gone()]))))
process.exit(0)

function on(id) {
  const camera = hub.add(cameraFromSource('test:', { id }))
  camera.setState({ kind: 'live' })
  return camera.begin({ passthrough: false })
}

function pictureOf(length) {
  const jpeg = readFileSync(new URL('../../media/fixtures/tiny.mpjpeg', import.meta.url)).subarray(59, 59 + 647)
  return Buffer.concat([Buffer.from(`--ffmpeg\r\nContent-length: ${length}\r\n\r\n`), Buffer.concat([jpeg], length)])
}

/** Whether a viewer is gone is seen by the server's side: who does not read does not see it. */
function viewer(path, reads) {
  const socket = connect(port, '127.0.0.1')
  let [bytes, gone] = [0, false]
  socket.on('error', () => undefined)
  socket.on('close', () => {
    gone = true
  })
  if (path) socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  if (reads) socket.on('data', data => (bytes += data.length))
  else socket.pause()
  return { bytes: () => bytes, gone: () => (reads ? gone : watching() === 1) }
}

function watching() {
  return access.watching.list(Date.now()).filter(({ camera }) => camera === 'front').length
}

async function until(holds) {
  for (let i = 0; !holds(); i++) {
    if (i > 1000) throw new Error('waited 20 s in vain')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
