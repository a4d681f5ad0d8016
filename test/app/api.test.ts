import { expect, test } from 'vitest'
import { Tunnel } from '../../src/hub/tunnel.ts'
import { givenSmall } from './hls/givenSmall.ts'
import { live, serving } from './serving.ts'

test('a camera that nobody has watched yet', async () => {
  const response = await serving().app.request('/api/cameras')
  expect(response.headers.get('Cache-Control')).toBe('private, no-store')
  expect(await response.json()).toEqual({
    now: expect.any(Number),
    cameras: [
      {
        id: 'front',
        name: 'Front door',
        source: '',
        state: { kind: 'idle', since: expect.any(Number) },
        picture: null,
        video: null,
        small: null,
        warnings: [],
        viewers: 0,
        paths: {
          page: '/cameras/front',
          hls: '/cameras/front/hls/index.m3u8',
          mjpeg: '/cameras/front/stream.mjpg',
          still: '/cameras/front/still.jpg',
          live: '/cameras/front/live',
          mp4: '/cameras/front/live.mp4',
        },
      },
    ],
  })
})

test('a camera that is watched says what it gives', async () => {
  const { app, camera } = live()
  camera.warn('slow', 'It is dark.')
  const { camera: seen } = (await (await app.request('/api/cameras/front')).json()) as { camera: object }
  expect(seen).toMatchObject({
    state: { kind: 'live' },
    picture: { sequence: 3, width: 64, height: 48, repeats: false },
    video: { codecs: 'avc1.42c00a,mp4a.40.2', width: 64, height: 48, frameRate: 10, audio: true },
    warnings: ['It is dark.'],
  })
})

test('a small picture is told of before it is made, and whether it is', async () => {
  const { app, make, sub } = givenSmall()
  const small = async () => {
    const { camera } = (await (await app.request('/api/cameras/front')).json()) as { camera: { small: object } }
    return camera.small
  }
  const picture = { width: 32, height: 24, frameRate: 5, trouble: null }
  expect(await small()).toEqual({ ...picture, running: false })
  make()
  expect(await small()).toEqual({ ...picture, running: true })
  sub.trouble = 'FFmpeg was ended by SIGKILL.'
  expect(await small()).toMatchObject({ trouble: 'FFmpeg was ended by SIGKILL.' })
})

test('asking how a camera is does not start it', async () => {
  const { app, camera } = serving()
  await app.request('/api/cameras/front')
  expect(camera.demand.wanted().size).toBe(0)
})

test('a camera’s password is nowhere in the API', async () => {
  const { app, hub } = serving()
  hub.remove('front')
  hub.add({ ...serving().camera.config, source: 'rtsp://me:s3cret@10.0.0.9/live' })
  expect(await (await app.request('/api/cameras')).text()).not.toContain('s3cret')
})

test('where a camera is told apart from its name, only the owner sees it', async () => {
  const { app, access } = serving()
  const headers = { Authorization: `Bearer ${access.printedCodes.owner}` }
  const { camera } = (await (await app.request('/api/cameras/front', { headers })).json()) as { camera: object }
  expect(camera).toMatchObject({ source: 'front' })
})

test('the tunnel: none, and how it is', async () => {
  const { app, hub, access } = serving()
  const headers = { Authorization: `Bearer ${access.printedCodes.owner}` }
  const seen = async () => (await (await app.request('/api/tunnel', { headers })).json()) as object
  expect(await seen()).toEqual({ now: expect.any(Number), tunnel: null })
  hub.tunnel = new Tunnel()
  expect(await seen()).toMatchObject({ tunnel: { kind: 'starting', since: expect.any(Number) } })
  hub.tunnel.setState({ kind: 'ready', url: 'https://words.trycloudflare.com' })
  expect(await seen()).toMatchObject({ tunnel: { kind: 'ready', url: 'https://words.trycloudflare.com' } })
  hub.tunnel.setState({ kind: 'lost', reason: 'It rains.' })
  expect(await seen()).toMatchObject({ tunnel: { kind: 'lost', reason: 'It rains.' } })
})

test('/healthz is up as soon as the app is', async () => {
  expect(await (await serving().app.request('/healthz')).json()).toEqual({ ok: true })
})
