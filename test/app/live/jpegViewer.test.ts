import { expect, onTestFinished, test, vi } from 'vitest'
import { JpegViewer } from '../../../src/app/live/jpegViewer.ts'
import { LONGEST_TIMER_MS } from '../../../src/app/longestTimer.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Camera } from '../../../src/hub/camera.ts'
import { TINY_MPJPEG } from '../serving.ts'

test('who wants a picture in three years keeps no timer busy until then', () => {
  const camera = new Camera(cameraFromSource('test:'))
  const run = camera.begin({ passthrough: false })
  camera.setState({ kind: 'live' })
  const sent: unknown[] = []
  const viewer = new JpegViewer(camera, { send: message => void sent.push(message) }, 1e-8)
  onTestFinished(viewer.follow(() => viewer.offer()))
  const timers = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => timers.mockRestore())
  viewer.credit(8)
  run.jpeg(TINY_MPJPEG)
  run.jpeg(TINY_MPJPEG)
  expect(sent.length).toBe(1)
  expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([LONGEST_TIMER_MS])
})
