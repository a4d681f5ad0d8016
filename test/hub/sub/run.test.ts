import { expect, test } from 'vitest'
import type { SubRun } from '../../../src/hub/sub/run.ts'
import { flvHead, flvPictures } from '../../../src/media/flv/pictureTags.ts'
import { mediaPlaylist } from '../../../src/media/hls/playlist.ts'
import { readFragment } from '../../../src/media/mp4/readFragment.ts'
import { Encoder, givenCamera, listed, makeAll, TINY } from './given.ts'

function begun(run: SubRun | undefined): SubRun {
  if (!run) throw new Error('nothing could be begun')
  return run
}

const AS_FILLED = { passthrough: false, frameRate: 10 }

/** The full picture's run, with its parts in the window. */
function filled() {
  const given = givenCamera()
  const full = given.camera.begin(AS_FILLED)
  full.video(TINY)
  return { ...given, full }
}

test('what is made begins with the newest whole segment and agrees with the full picture in all but its bytes', () => {
  const { camera, sub } = filled()
  makeAll(begun(sub.begin()))
  const [full, small] = [camera.window.state(), sub.window.state()]
  expect(listed(sub)).toEqual(listed(camera).slice(-small.segments.length))
  expect(small.segments[0]?.done).toBe(true)
  const names = (text: string) => text.replaceAll(/init-\d+/g, 'init')
  const from = full.segments.length - small.segments.length
  expect(names(mediaPlaylist(small))).toBe(names(mediaPlaylist({ ...full, segments: full.segments.slice(from) })))
})

test('each part lasts as long as the full one, with its sound and half of its frames', () => {
  const { camera, sub } = filled()
  makeAll(begun(sub.begin()))
  const parts = sub.window.segment(sub.window.edge - 1)?.parts ?? []
  expect(parts.length).toBeGreaterThan(0)
  for (const { id, bytes, frames } of parts) {
    const [video, sound] = readFragment(bytes)
    const [fullVideo, fullSound] = readFragment(camera.window.part(id)?.bytes ?? new Uint8Array())
    const lasts = (track = video) => track?.samples.reduce((sum, { duration }) => sum + duration, 0)
    expect([video?.baseMediaDecodeTime, lasts()]).toEqual([fullVideo?.baseMediaDecodeTime, lasts(fullVideo)])
    expect(sound).toEqual(fullSound)
    expect([video?.samples.length, frames]).toEqual(Array(2).fill(Math.ceil((fullVideo?.samples.length ?? 0) / 2)))
  }
})

test('nothing can begin before the full picture has, and nothing goes on when its run is over', () => {
  const { camera, sub } = givenCamera()
  expect(sub.begin()).toBeUndefined()
  const full = camera.begin(AS_FILLED)
  expect(sub.begin()).toBeUndefined()
  full.video(TINY)
  const run = begun(sub.begin())
  const goOn = makeAll(run)
  expect([run.exhausted, run.waiting]).toEqual([false, 0])
  full.end()
  expect(run.exhausted).toBe(false)
  goOn()
  expect([run.take(), run.exhausted, listed(sub).at(-1)]).toEqual([undefined, true, listed(camera).at(-1)])
})

test('some of its parts may be asked for before they are there, others not', () => {
  const { sub } = filled()
  const { nextPart } = sub.window
  expect([-1, 0, 7, 8].map(more => sub.window.isNextPart(nextPart + more))).toEqual([false, true, true, false])
})

test('a run that follows one that died goes on in the middle of a segment, with a keyframe and nothing twice', () => {
  const { camera, sub } = filled()
  const first = begun(sub.begin())
  makeAll(first, 1)
  first.end()
  const before = listed(sub)
  const second = begun(sub.begin())
  makeAll(second)
  const keyframes = (line = '') => line.replaceAll('!', '')
  expect(before.length).toBe(1)
  expect(listed(sub).map(keyframes)).toEqual(listed(camera).slice(-listed(sub).length).map(keyframes))
  expect(listed(sub)[0]).toMatch(/^\d+: \d+! \d+!/)
  expect(new Set(sub.window.state().segments.map(({ init }) => init)).size).toBe(1)
})

test('the camera that comes back is a discontinuity in both, with one number', () => {
  const { camera, sub, full } = filled()
  const first = begun(sub.begin())
  const goOn = makeAll(first)
  full.end()
  goOn()
  first.end()
  camera.begin(AS_FILLED).video(TINY)
  makeAll(begun(sub.begin()))
  const [all, small] = [camera.window.state(), sub.window.state()]
  expect(listed(sub)).toEqual(listed(camera).slice(-small.segments.length))
  expect(listed(sub).filter(line => line.startsWith('discontinuity')).length).toBe(1)
  expect([small.discontinuitySequence, all.discontinuitySequence]).toEqual([0, 0])
})

test('begun behind a discontinuity, it counts that one too', () => {
  const { camera, sub, full } = filled()
  full.end()
  camera.begin(AS_FILLED).video(TINY)
  makeAll(begun(sub.begin()))
  const [newest] = sub.window.state().segments
  const number = camera.window
    .state()
    .segments.slice(1)
    .filter(({ discontinuity, msn }) => discontinuity && msn <= (newest?.msn ?? 0)).length
  expect([number, sub.window.state().discontinuitySequence]).toEqual([1, 1])
})

test('what the full picture forgets is forgotten here too', () => {
  const { camera, sub } = filled()
  makeAll(begun(sub.begin()))
  camera.window.forget()
  expect([sub.window.state().segments, sub.window.nextId, sub.window.hasWholeSegment]).toEqual([[], undefined, false])
})

test('when it falls behind for long, it says so', () => {
  const { camera, sub } = givenCamera()
  const full = camera.begin(AS_FILLED)
  full.video(TINY)
  const run = begun(sub.begin())
  expect(run.behind).toBe(false)
  const part = camera.window.segments.at(-1)?.parts[0]
  if (!part) throw new Error('there is no part')
  const most = 3 * (camera.window.limits?.targetDuration ?? 0)
  for (let seconds = 0; seconds <= most; seconds += part.seconds) camera.window.add({ kind: 'part', ...part })
  expect(run.behind).toBe(true)
})

test.each([
  ['no frame of a part', (stamps: number[]) => stamps.slice(0, 0), 'frames_missing'],
  ['no keyframe at the beginning of a segment', (stamps: number[]) => stamps, 'keyframe_missing'],
])('an encoder that gives %s is a MediaError', (_, given, code) => {
  const { sub } = filled()
  const run = begun(sub.begin())
  const encoder = new Encoder()
  const [head] = encoder.push(run.head())
  run.push(head ?? flvHead(new Uint8Array()))
  run.take()
  run.take()
  const stamps = [...given([0]), 4000]
  expect(() => {
    for (const decodeMs of stamps)
      run.push(flvPictures([{ decodeMs, offsetMs: 0, keyframe: false, data: [Uint8Array.of(0, 0, 0, 1, 1)], size: 5 }]))
  }).toThrow(expect.objectContaining({ name: 'MediaError', code }))
})
