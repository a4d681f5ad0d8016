import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Program, startProgram } from '../../support/program.ts'
import { needs } from '../../support/require.ts'
import { type StallingProxy, stallingProxy } from '../../support/stallingProxy.ts'
import { until } from '../../support/until.ts'
import { startWorkerd, type Workerd } from '../../support/workerd.ts'

/** On a machine on which all tests run at once. */
const LONG_MS = 30_000

needs('workerd')('objects: more viewers than one has room for, and none', () => {
  let worker: Workerd
  let line: StallingProxy
  let home: Program
  const viewers: Viewer[] = []

  const ask = (path: string, { code = worker.codes.owner, ...init }: RequestInit & { code?: string } = {}) =>
    fetch(`${worker.address}${path}`, {
      ...{ redirect: 'manual', signal: AbortSignal.timeout(LONG_MS), ...init },
      headers: { Authorization: `Bearer ${code}`, 'Content-Type': 'application/json' },
    })
  const share = async (name: string) => {
    const wish = { kind: 'share', name, cameras: 'all', role: 'viewer', seconds: 600 }
    const answer = await ask('/api/links', { method: 'POST', body: JSON.stringify(wish) })
    const { link, url } = (await answer.json()) as { link: { id: string }; url: string } // our own API
    return { id: link.id, code: new URL(url).hash.slice('#k='.length) }
  }
  const watch = (code = worker.codes.viewer) => {
    const viewer = viewerOf(`${worker.address.replace('http', 'ws')}/cameras/front/live?video=h264`, code)
    viewers.push(viewer)
    return viewer
  }
  const listed = async () => {
    const { watching } = (await (await ask('/api/links')).json()) as { watching: { output: string }[] } // our own API
    return watching.filter(({ output }) => output !== 'publish').length
  }

  beforeAll(async () => {
    worker = await startWorkerd({ viewersPerObject: 2 })
    line = await stallingProxy(worker.port)
    const source = ['test:', '--id', 'front', '--size', '320x180', '--rate', '15']
    home = await startProgram([...source, '--relay', `http://127.0.0.1:${line.port}`], {
      env: { TUNNELCAM_RELAY_TOKEN: worker.codes.relay },
    })
    await until('the camera is there', async () => (await ask('/api/cameras/front')).ok)
  }, 60_000)
  afterAll(async () => {
    for (const { socket } of viewers) socket.terminate()
    await Promise.all([home?.close(), worker?.close(), line?.close()])
  })

  test('five see moving pictures where an object serves two, and all are listed; home sends once', {
    timeout: 90_000,
  }, async () => {
    const first = watch()
    await seen(first, 5)
    const alone = await bytesOf(line, () => seen(first, 30))
    for (let more = 0; more < 4; more++) await seen(watch(), 1)
    const together = await bytesOf(line, () => Promise.all(viewers.map(viewer => seen(viewer, 30))))
    expect(together / alone).toBeLessThan(2) // with an uplink for each object it would be three
    await until('the owner sees all five', async () => (await listed()) === 5, LONG_MS)
  })

  test('who is sent on sees the same by HLS, MJPEG and stills, and goes on where he began', async () => {
    const { code } = await share('Sent on')
    const moved = await ask('/cameras/front/hls/index.m3u8', { code })
    expect([moved.status, moved.headers.get('Location')]).toEqual([307, '/at/2/cameras/front/hls/index.m3u8'])
    const playlist = await ask('/at/2/cameras/front/hls/media.m3u8', { code })
    const [, part = ''] = /URI="([^"]+)"/.exec(await playlist.text()) ?? []
    expect((await ask(`/at/2/cameras/front/hls/${part}`, { code })).status).toBe(200)
    const mjpeg = await ask('/cameras/front/stream.mjpg', { code: worker.codes.viewer })
    expect(mjpeg.headers.get('Content-Type')).toContain('multipart/x-mixed-replace')
    const stream = mjpeg.body?.getReader()
    expect((await stream?.read())?.done).toBe(false)
    await stream?.cancel()
    const still = await ask('/cameras/front/still.jpg', { code })
    expect([still.status, still.headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
  })

  test('it is as closed there as at the first object', async () => {
    const none = { code: '' }
    expect((await ask('/at/1/cameras/front/hls/index.m3u8', none)).status).toBe(401)
    expect((await ask('/at/1/cameras/front/hls/index.m3u8', { code: worker.codes.relay })).status).toBe(401)
    for (const path of ['/within/', '/at/1/api/links', '/at/99/cameras/front/hls/index.m3u8'])
      expect((await ask(path)).status).toBe(404)
    const { id, code } = await share('Revoked')
    const revoked = watch(code)
    await seen(revoked, 1)
    expect((await ask(`/api/links/${id}`, { method: 'DELETE' })).status).toBe(204)
    await until('he is closed', () => revoked.closed() !== undefined, LONG_MS)
    expect(revoked.closed()).toBe(1008)
  })

  test.each([
    ['the one that he was sent on to', 'branch 1'],
    ['the first object', 'site'],
  ])('a viewer sees moving pictures again after %s has ended', { timeout: 60_000 }, async (_, object) => {
    const before = await worker.life(object)
    await worker.end(object)
    const from = performance.now()
    const last = viewers.findLast(viewer => viewer.closed() === undefined)
    await seen(object === 'site' && last ? last : watch(), 5)
    console.log(`pictures move ${Math.round(performance.now() - from)} ms after the end of ${object}`)
    expect(await worker.life(object)).not.toBe(before)
  })

  // These two do nothing but wait, beside each other.
  test.concurrent('when all have left, nothing is sent any more', { timeout: 90_000 }, async () => {
    for (const { socket } of viewers) socket.close()
    await until('nobody is listed', async () => (await listed()) === 0, 40_000) // a stream that stalls counts for 20 s
    await until('home is silent for a second', async () => (await bytesOf(line, second)) < 100, LONG_MS)
  })

  test.concurrent('an object sleeps while nobody watches, with its agent connected, and wakes up for a viewer', {
    timeout: 100_000,
  }, async ({ expect, onTestFinished }) => {
    const own = await startWorkerd()
    onTestFinished(own.close)
    const agent = await startProgram(['test:', '--id', 'front', '--size', '320x180', '--relay', own.address], {
      env: { TUNNELCAM_RELAY_TOKEN: own.codes.relay },
    })
    onTestFinished(agent.close)
    const headers = { Authorization: `Bearer ${own.codes.viewer}` }
    const camera = () => fetch(`${own.address}/api/cameras/front`, { headers })
    await until('the camera is there', async () => (await camera()).ok)
    const awake = await own.life('site')
    for (let naps = 0; naps < 3 && (await own.life('site')) === awake; naps++) await nap()
    expect(await own.life('site')).not.toBe(awake)
    const still = await fetch(`${own.address}/cameras/front/still.jpg`, { headers })
    expect([still.status, still.headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
    const lines = agent.log().map(({ msg }) => String(msg))
    expect(lines.filter(line => line.startsWith('The relay has it'))).toHaveLength(1)
    expect(lines.filter(line => line.includes('relay lost'))).toEqual([])
  })
})

interface Viewer {
  readonly socket: WebSocket
  pictures(): number
  /** The code by which it was closed; undefined while it is open. */
  closed(): number | undefined
}

function viewerOf(address: string, code: string): Viewer {
  const socket = new WebSocket(address, { headers: { Authorization: `Bearer ${code}` } })
  let pictures = 0
  let closed: number | undefined
  socket.on('error', () => undefined) // 'close' follows
  socket.on('close', code => {
    closed = code
  })
  socket.on('open', () => socket.send('{"type":"credit","count":60}'))
  socket.on('message', (data: Buffer, binary) => {
    if (!binary || !data.toString('latin1', 4, 20).includes('"video"')) return
    pictures++
    socket.send('{"type":"credit","count":1}')
  })
  return { socket, pictures: () => pictures, closed: () => closed }
}

function seen(viewer: Viewer, more: number): Promise<void> {
  const from = viewer.pictures()
  return until(`${more} more pictures come`, () => viewer.pictures() >= from + more, LONG_MS)
}

async function bytesOf(line: StallingProxy, during: () => Promise<unknown>): Promise<number> {
  const before = line.sent
  await during()
  return line.sent - before
}

function second(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 1000))
}

/** An object sleeps after ten seconds in which nothing reached it: nothing but time can show that. */
function nap(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 13_000))
}
