import { expect, test } from 'vitest'
import type { SubMaking } from '../../../src/hub/sub/form.ts'
import type { Sub } from '../../../src/hub/sub/sub.ts'
import type { LiveVideo } from '../../../src/hub/video/liveVideo.ts'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import { givenCamera, makeAll, TINY } from './given.ts'

const AS_FILLED = { passthrough: false, frameRate: 10 }

function begun(making: SubMaking | undefined): SubMaking {
  if (!making) throw new Error('nothing could be begun')
  return making
}

/** What is held, as words: 'key 500 of 700', its stamp and its capture; 'sound'. */
const held = (live: LiveVideo) =>
  Array.from({ length: live.nextId - (live.first?.id ?? live.nextId) }, (_, index) => {
    const unit = live.unit((live.first?.id ?? 0) + index)
    const { kind, keyframe, packet, capturedAt } = unit ?? {}
    return kind === 'audio' ? 'sound' : `${keyframe ? 'key' : 'picture'} ${packet?.dts} of ${capturedAt}`
  })
const pictures = (sub: Sub) => held(sub.live.video).filter(words => words !== 'sound')
const picture = (dts: number, keyframe = false): MediaPacket => {
  return { kind: 'video', dts, cts: 0, keyframe, data: [Uint8Array.of(0, 0, 0, 1, 1)], size: 5 }
}

/** A camera whose first run is in the hub, and what it is. */
function filled() {
  const given = givenCamera()
  const full = given.camera.begin(AS_FILLED)
  full.video(TINY)
  return { ...given, full }
}

test('what is made begins with the newest keyframe and has half of the pictures, with their times and the sound', () => {
  const { camera, sub } = filled()
  makeAll(begun(sub.live.begin()))
  const full = held(camera.live).filter(words => words !== 'sound')
  expect(full).toHaveLength(2)
  expect(pictures(sub)).toEqual(full.slice(0, 1))
  expect(held(sub.live.video)).toContain('sound')
  expect(sub.live.video.tracks).toMatchObject({ video: { width: 64, height: 48 }, audio: { codec: 'mp4a.40.2' } })
  expect(sub.live.running).toBe(true)
})

test('each picture comes small as soon as it is there, and a keyframe where the full one has one', () => {
  const { camera, sub } = filled()
  const goOn = makeAll(begun(sub.live.begin()))
  const seen: string[] = []
  for (const dts of [2000, 2100, 2200, 2300, 3000, 3100, 3200]) {
    camera.live.push(picture(dts, dts % 1000 === 0), 7_000 + dts)
    goOn()
    seen.push(pictures(sub).at(-1) ?? '')
  }
  const [first, second] = ['key 2000 of 9000', 'picture 2200 of 9200']
  expect(seen).toEqual([
    first,
    first,
    second,
    second,
    'key 3000 of 10000',
    'key 3000 of 10000',
    'picture 3200 of 10200',
  ])
})

test('an encoder that does not keep up goes on with the next keyframe, and is behind after five', () => {
  const { camera, sub } = filled()
  const run = begun(sub.live.begin())
  const goOn = makeAll(run)
  const seen: unknown[] = []
  for (let dts = 2000; dts < 10_000; dts += 2000) {
    for (const at of [dts, dts + 100, dts + 1000, dts + 1100]) camera.live.push(picture(at, at % 1000 === 0), at)
    goOn()
    seen.push([pictures(sub)[0], run.behind])
  }
  expect(seen).toEqual([3000, 5000, 7000, 9000].map(at => [`key ${at} of ${at}`, false]))
  for (const at of [10_000, 11_000]) camera.live.push(picture(at, true), at)
  goOn()
  expect(run.behind).toBe(true)
})

test('nothing can begin before the full picture has, and nothing is left of it when its run is over', () => {
  const { camera, sub } = givenCamera()
  expect(sub.live.begin()).toBeUndefined()
  const full = camera.begin(AS_FILLED)
  full.video(TINY)
  const run = begun(sub.live.begin())
  makeAll(run)
  expect([run.exhausted, run.waiting, run.take()]).toEqual([false, 0, undefined])
  full.end()
  expect(run.exhausted).toBe(true)
  run.end()
  expect([sub.live.video.config, sub.live.video.first, sub.live.running]).toEqual([undefined, undefined, false])
})
