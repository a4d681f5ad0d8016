import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import type { Camera } from '../../src/hub/camera.ts'
import { Hub } from '../../src/hub/hub.ts'

const fixture = (name: string) => Uint8Array.from(readFileSync(new URL(`../media/fixtures/${name}`, import.meta.url)))
const flv = fixture('tiny.flv')
const mpjpeg = fixture('tiny.mpjpeg')
const config = cameraFromSource('test:', { id: 'front' })

function watched(camera: Camera): void {
  const run = camera.begin({ passthrough: false })
  run.video(flv)
  run.jpeg(mpjpeg)
  camera.setState({ kind: 'live' })
  run.end()
}

const fresh = (camera: Camera) => camera.pictures.latest !== undefined && camera.isFresh(camera.pictures.latest)

test('a picture is fresh only in the run that brought it, and not while the next one starts', () => {
  const camera = new Hub().add(config)
  watched(camera)
  expect(fresh(camera)).toBe(true)
  camera.setState({ kind: 'idle' })
  camera.setState({ kind: 'starting' })
  expect(fresh(camera)).toBe(false)
  camera.begin({ passthrough: false }).jpeg(mpjpeg)
  expect(fresh(camera)).toBe(true)
  camera.setState({ kind: 'lost', reason: 'It was unplugged.' })
  expect(fresh(camera)).toBe(false)
})

test('nothing is held of a camera that nobody watches', () => {
  const camera = new Hub().add(config)
  watched(camera)
  expect(camera.window.state().segments.length).toBe(3)
  camera.setState({ kind: 'idle' })
  expect(camera.window.state().segments).toEqual([])
})

test('since says when a state began, not when it was told again', () => {
  const camera = new Hub().add(config)
  camera.setState({ kind: 'lost', reason: 'one' })
  const { since } = camera.state
  const real = Date.now
  Date.now = () => real() + 5000
  camera.setState({ kind: 'lost', reason: 'two' })
  Date.now = real
  expect(camera.state).toEqual({ kind: 'lost', reason: 'two', since })
})

test('a camera that is added again goes on above its numbers, with a discontinuity more', () => {
  const hub = new Hub()
  const before = hub.add(config)
  watched(before)
  watched(before)
  hub.remove('front')
  const real = Date.now
  Date.now = () => real() + 4000 // six segments take longer, but those of a fixture come at once
  const after = hub.add(config)
  Date.now = real
  watched(after)
  const last = before.window.state().segments.at(-1)
  const [first] = after.window.state().segments
  expect(first?.msn).toBeGreaterThan(last?.msn ?? 0)
  expect(first?.parts[0]?.id).toBeGreaterThan(last?.parts[0]?.id ?? 0)
  expect(after.window.init?.number).toBeGreaterThan(before.window.init?.number ?? 0)
  expect([before.window.state().discontinuitySequence, after.window.state().discontinuitySequence]).toEqual([0, 2])
})

test('who watches the state is called at each time it is set, until he leaves', () => {
  const camera = new Hub().add(config)
  const seen: string[] = []
  const leave = camera.onState(() => seen.push(camera.state.kind))
  camera.setState({ kind: 'starting' })
  camera.setState({ kind: 'lost', reason: 'Unplugged.' })
  leave()
  camera.setState({ kind: 'live' })
  expect(seen).toEqual(['starting', 'lost'])
})
