import { afterEach, describe, expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { Tunnel } from '../../src/hub/tunnel.ts'
import type { Viewers } from '../../src/runtimes/metrics/cameraFigures.ts'
import { metricsOf, type ServerMetrics } from '../../src/runtimes/metrics.ts'
import { givenSmall } from '../app/hls/givenSmall.ts'
import { live, serving, TINY_MPJPEG } from '../app/serving.ts'
import { until } from '../support/until.ts'
import { readExposition } from './exposition.ts'

const opened: ServerMetrics[] = []
afterEach(() => {
  for (const metrics of opened.splice(0)) metrics.close()
})

function metricsFor(served: ReturnType<typeof serving>, viewers?: () => Iterable<Viewers>) {
  const metrics = metricsOf({ hub: served.hub, version: '1.2.3', viewers })
  opened.push(metrics)
  const read = async () => readExposition((await metrics.read()).text)
  return { metrics, read, value: async (name: string, labels: string) => (await read()).get(name)?.values[labels] }
}

test('the whole text: every figure with its head, in plain words and once', async () => {
  const served = live()
  served.hub.add(cameraFromSource('test:', { id: 'back' }))
  served.hub.tunnel = new Tunnel()
  const { metrics, read } = metricsFor(served, () => [])
  expect((await metrics.read()).type).toBe('text/plain; version=0.0.4; charset=utf-8')
  const figures = await read()
  const lines = [...figures].map(([name, { type, values }]) => [name, type, Object.keys(values).length].join(' '))
  expect(lines).toEqual([
    'tunnelcam_build_info gauge 1',
    'tunnelcam_tunnel_state gauge 3',
    'tunnelcam_tunnel_restarts_total counter 1',
    'tunnelcam_camera_up gauge 2',
    'tunnelcam_camera_state gauge 8',
    'tunnelcam_camera_warnings gauge 2',
    'tunnelcam_pictures_total counter 2',
    'tunnelcam_video_frames_total counter 2',
    'tunnelcam_picture_age_seconds gauge 1',
    'tunnelcam_open_requests gauge 2',
    'tunnelcam_mjpeg_dropped_pictures_total counter 2',
    'tunnelcam_sent_bytes_total counter 10',
    'tunnelcam_ffmpeg_restarts_total counter 2',
    'tunnelcam_small_picture_running gauge 0',
    'tunnelcam_small_picture_restarts_total counter 0',
    'tunnelcam_viewers gauge 10',
    'tunnelcam_players gauge 0',
    'tunnelcam_player_frames_total counter 0',
    'tunnelcam_player_stalls_total counter 0',
    'tunnelcam_player_received_bytes_total counter 0',
    'process_cpu_seconds_total counter 1',
    'process_resident_memory_bytes gauge 1',
    'process_start_time_seconds gauge 1',
    'nodejs_eventloop_lag_max_seconds gauge 1',
    'tunnelcam_player_delay_seconds histogram 0',
  ])
  for (const [name, { type, help }] of figures) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    expect(help, name).toMatch(/^[A-Z].*\.$/)
  }
})

test('a camera that is live is told with what was taken from it', async () => {
  const served = live()
  served.camera.warn('mute', 'There is no sound.')
  const { read } = metricsFor(served)
  const figures = await read()
  const of = (name: string) => figures.get(name)?.values
  const front = '{camera="front"}'
  expect(of('tunnelcam_build_info')).toEqual({ '{version="1.2.3"}': 1 })
  expect(of('tunnelcam_camera_up')).toEqual({ [front]: 1 })
  expect(of('tunnelcam_camera_state')).toEqual({
    '{camera="front",state="idle"}': 0,
    '{camera="front",state="starting"}': 0,
    '{camera="front",state="live"}': 1,
    '{camera="front",state="lost"}': 0,
  })
  expect(of('tunnelcam_camera_warnings')).toEqual({ [front]: 1 })
  expect(of('tunnelcam_pictures_total')).toEqual({ [front]: 3 })
  expect(of('tunnelcam_video_frames_total')).toEqual({ [front]: 12 })
  expect(of('tunnelcam_picture_age_seconds')?.[front]).toBeLessThan(10)
  expect(of('tunnelcam_ffmpeg_restarts_total')).toEqual({ [front]: 0 })
})

describe('what viewers do is told', () => {
  test('MJPEG: open requests, bytes, and the pictures a viewer who does not read misses', async () => {
    const served = live()
    const { value } = metricsFor(served)
    const response = await served.app.request('/cameras/front/stream.mjpg')
    for (let burst = 0; burst < 20; burst++) served.run.jpeg(TINY_MPJPEG)
    expect(await value('tunnelcam_open_requests', '{camera="front"}')).toBe(1)
    expect(await value('tunnelcam_mjpeg_dropped_pictures_total', '{camera="front"}')).toBe(59)
    served.hub.remove('front')
    const bytes = (await response.arrayBuffer()).byteLength
    expect(served.camera.counts.bytes.mjpeg).toBe(bytes)
  })

  test('the small picture: whether it is made, and that it was lost', async () => {
    const served = givenSmall()
    const { value } = metricsFor(served)
    const figures = () =>
      Promise.all(
        ['running', 'restarts_total'].map(name => value(`tunnelcam_small_picture_${name}`, '{camera="front"}')),
      )
    expect(await figures()).toEqual([0, 0])
    served.make()
    served.sub.restarts++
    expect(await figures()).toEqual([1, 1])
  })

  test('stills and HLS: bytes', async () => {
    const served = live()
    const { value } = metricsFor(served)
    const size = async (path: string) => (await (await served.app.request(path)).arrayBuffer()).byteLength
    const still = await size('/cameras/front/still.jpg')
    const playlist = await size('/cameras/front/hls/media.m3u8')
    expect(await value('tunnelcam_sent_bytes_total', '{camera="front",output="still"}')).toBe(still)
    expect(await value('tunnelcam_sent_bytes_total', '{camera="front",output="hls"}')).toBe(playlist)
    await size('/cameras/front/still.jpg')
    expect(await value('tunnelcam_sent_bytes_total', '{camera="front",output="still"}')).toBe(2 * still)
  })

  test('viewers of each output where they are known, and only of what there is', async () => {
    const { read } = metricsFor(serving(), () => [
      { camera: 'front', output: 'mjpeg', count: 2 },
      { camera: 'front', output: 'mjpeg', count: 1 },
      { camera: 'elsewhere', output: 'mjpeg', count: 1 },
      { camera: 'front', output: 'smoke', count: 1 },
    ])
    expect((await read()).get('tunnelcam_viewers')?.values).toEqual({
      '{camera="front",output="hls"}': 0,
      '{camera="front",output="mjpeg"}': 3,
      '{camera="front",output="mp4"}': 0,
      '{camera="front",output="still"}': 0,
      '{camera="front",output="live"}': 0,
    })
  })

  test('not at all where they are not known', async () =>
    expect((await metricsFor(serving()).read()).has('tunnelcam_viewers')).toBe(false))
})

test('what pages report is told by delivery, with delays as a histogram', async () => {
  const served = serving()
  const { read } = metricsFor(served)
  const report = { player: 'abcd1234', frames: 6, stalls: 1, bytes: 700, over: false }
  const delays = [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]
  served.camera.players.take({ ...report, delivery: 'hls', delays, delaySum: 61.5 }, 'somebody', performance.now())
  const figures = await read()
  const of = (name: string) => figures.get(name)?.values
  const front = '{camera="front",delivery="hls"}'
  expect(of('tunnelcam_players')).toEqual({ [front]: 1 })
  expect(of('tunnelcam_player_frames_total')).toEqual({ [front]: 6 })
  expect(of('tunnelcam_player_stalls_total')).toEqual({ [front]: 1 })
  expect(of('tunnelcam_player_received_bytes_total')).toEqual({ [front]: 700 })
  const upTo = (le: string) => `_bucket{camera="front",delivery="hls",le="${le}"}`
  expect(of('tunnelcam_player_delay_seconds')).toMatchObject({
    [upTo('0.025')]: 1,
    [upTo('0.05')]: 1,
    [upTo('0.1')]: 3,
    [upTo('10')]: 3,
    [upTo('+Inf')]: 6,
    [`_sum${front}`]: 61.5,
    [`_count${front}`]: 6,
  })
})

test('a camera that is removed is told of no more, and begins at nothing when it is back', async () => {
  const served = live()
  const { metrics, value } = metricsFor(served, () => [])
  expect((await metrics.read()).text).toContain('camera="front"')
  served.hub.remove('front')
  expect((await metrics.read()).text).not.toContain('camera="')
  served.hub.add(served.camera.config)
  expect(await value('tunnelcam_video_frames_total', '{camera="front"}')).toBe(0)
})

test('the tunnel is told where there is one', async () => {
  const served = serving()
  const { read } = metricsFor(served)
  expect((await read()).get('tunnelcam_tunnel_state')?.values).toEqual({})
  served.hub.tunnel = new Tunnel()
  served.hub.tunnel.restarts = 2
  served.hub.tunnel.setState({ kind: 'ready', url: 'https://secret-words.trycloudflare.com' })
  const figures = await read()
  expect(figures.get('tunnelcam_tunnel_state')?.values).toEqual({
    '{state="starting"}': 0,
    '{state="ready"}': 1,
    '{state="lost"}': 0,
  })
  expect(figures.get('tunnelcam_tunnel_restarts_total')?.values).toEqual({ '': 2 })
})

test('no source, address, name or warning is in the text', async () => {
  const served = serving()
  served.camera.source = 'rtsp://me:***@192.0.2.7/1'
  served.camera.warn('encode', 'Words.')
  const { metrics } = metricsFor(served)
  expect((await metrics.read()).text).not.toMatch(/rtsp|192\.0\.2|Front door|Words/)
})

test('work that had to wait for its turn is told', async () => {
  const { value } = metricsFor(serving())
  await until('the longest wait is that of what kept it busy', async () => {
    for (const ms of [100, 100, 100]) {
      const over = performance.now() + ms
      while (performance.now() < over);
      await new Promise(resolve => setTimeout(resolve, 0))
    }
    return ((await value('nodejs_eventloop_lag_max_seconds', '')) ?? 0) > 0.03
  })
})

test('two servers in one process, and two who ask at once, do not get into each other’s way', async () => {
  const served = live()
  const [one, other] = [metricsFor(served), metricsFor(serving())]
  const [a, b, c] = await Promise.all([one.read(), one.read(), other.read()])
  expect(a?.get('tunnelcam_video_frames_total')).toEqual(b?.get('tunnelcam_video_frames_total'))
  expect(c?.get('tunnelcam_video_frames_total')?.values).toEqual({ '{camera="front"}': 0 })
})
