// The built server in a process of its own, so that its memory is nobody else's: a real gate over a data folder, one
// camera, `front`, that gives pictures. Started with --expose-gc and the data folder's path; asked over IPC.
import { readFileSync } from 'node:fs'
import { Access } from '../../../dist/access/access.js'
import { cameraFromSource } from '../../../dist/config/camera.js'
import { Hub } from '../../../dist/hub/hub.js'
import { openDataFolder } from '../../../dist/runtimes/dataFolder.js'
import { listen } from '../../../dist/runtimes/node.js'

const fixture = name => Uint8Array.from(readFileSync(new URL(`../../media/fixtures/${name}`, import.meta.url)))
const log = { debug() {}, info() {}, warn() {}, error: facts => console.error(facts) }
const store = await openDataFolder(process.argv[2], log)
const access = await Access.open(store, { log, limits: { perCamera: 100, perLink: 100 } })
const hub = new Hub()
const camera = hub.add(cameraFromSource('test:', { id: 'front' }))
const run = camera.begin({ passthrough: false })
run.video(fixture('tiny.flv'))
// A picture is fresh for some seconds.
setInterval(() => run.jpeg(fixture('tiny.mpjpeg')), 200)
run.jpeg(fixture('tiny.mpjpeg'))
camera.setState({ kind: 'live' })

// The tests come from this machine and say in X-Forwarded-For from where they pretend to come.
const gate = { access, open: false, trust: { proxies: ['127.0.0.1'], tunnel: () => false } }
const { port } = await listen({ hub, host: '127.0.0.1', port: 0, gate, log })

process.on('message', () => {
  for (let round = 0; round < 3; round++) globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send({ rss, held: heapUsed + external })
})
process.once('disconnect', () => process.exit())
process.send({ port, codes: access.printedCodes })
