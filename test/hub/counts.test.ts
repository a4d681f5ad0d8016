import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { Camera } from '../../src/hub/camera.ts'

const flv = Uint8Array.from(readFileSync(new URL('../media/fixtures/tiny.flv', import.meta.url)))
const run = { passthrough: false, frameRate: 10 }

test('frames of video are counted over all runs', () => {
  const camera = new Camera(cameraFromSource('test:'))
  camera.begin(run).video(flv)
  camera.begin(run).video(flv)
  expect(camera.counts.videoFrames).toBe(24)
})

test('a start for the first viewer is no restart; one while the camera is wanted is', () => {
  const camera = new Camera(cameraFromSource('test:'))
  const restarts: number[] = []
  const begin = () => {
    camera.setState({ kind: 'starting' })
    camera.begin(run).end()
    restarts.push(camera.counts.restarts)
  }
  begin()
  begin()
  camera.setState({ kind: 'lost', reason: 'It was unplugged.' })
  begin()
  camera.setState({ kind: 'idle' })
  begin()
  begin()
  expect(restarts).toEqual([0, 1, 2, 2, 3])
})
