import { describe, expect, test } from 'vitest'
import { Timeline } from '../../../../../src/player/play/deliveries/live/timeline.ts'
import type { LiveUnit } from '../../../../../src/player/play/deliveries/live/units.ts'

const config = { quality: 'full', codec: 'avc1.42c01e', width: 64, height: 48, avcC: new Uint8Array() } as const
const sound = { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 1, audioSpecificConfig: new Uint8Array() }
const picture = (dts: number, cts = 0): LiveUnit => {
  return { kind: 'video', key: dts === 0, dts, pts: dts + cts, capturedAt: 0, data: Uint8Array.of(1) }
}
const heard = (dts: number): LiveUnit => ({ kind: 'audio', dts, capturedAt: 0, data: Uint8Array.of(1) })
const starts = (timeline: Timeline, units: readonly LiveUnit[]) => units.map(unit => timeline.place(unit)?.start)

describe('pictures', () => {
  test('begin at 0 and go on as their stamps say', () => {
    expect(
      starts(
        new Timeline(config),
        [7000, 7033, 7067, 7100].map(at => picture(at)),
      ),
    ).toEqual([0, 0.033, 0.067, 0.1])
  })

  test('are shown later than decoded where they say so', () => {
    expect(starts(new Timeline(config), [picture(0, 66), picture(33, 0)])).toEqual([0.066, 0.033])
  })

  test.each([
    ['ahead', 60_000],
    ['back', -60_000],
  ])('whose stamps jump %s follow without a hole', (_, by) => {
    const [, second = 0, third = 0] = starts(new Timeline(config), [picture(0), picture(33), picture(66 + by)])
    expect(third - second).toBeGreaterThan(0.02)
    expect(third - second).toBeLessThan(0.06)
  })

  test('that were left out leave no hole', () => {
    const units = [0, 33, 66, 99, 1000, 1033].map(at => picture(at))
    expect(Math.max(...starts(new Timeline(config), units).map(start => start ?? 99))).toBeLessThan(0.25)
  })
})

describe('sound', () => {
  test('stands where the pictures of its time do, one frame behind the other', () => {
    const timeline = new Timeline({ ...config, audio: sound })
    const units = [picture(5000), heard(5001), heard(5022), heard(5043), heard(5065)]
    const [, first = 0, ...others] = starts(timeline, units)
    expect(first).toBeCloseTo(0.001, 3)
    expect(others).toEqual([1, 2, 3].map(frames => first + (frames * 1024) / 48_000))
  })

  test('that does not come is silence, up to the newest picture, until it comes again', () => {
    const timeline = new Timeline({ ...config, audio: sound })
    const silent = (at: number) => timeline.place(picture(at)) && timeline.silence() !== undefined
    expect([0, 300, 600].map(silent)).toEqual([false, false, false])
    expect([900, 1000, 1100].map(silent)).toEqual([true, true, true])
    timeline.place(heard(1100)) // overlaps the silence, and is the end of it
    expect([1133, 1166].map(silent)).toEqual([false, false])
    expect(timeline.place(heard(1200))?.start).toBeGreaterThan(1.1)
    expect(new Timeline(config).silence()).toBeUndefined()
  })

  test('that comes before any picture, or twice, is left out', () => {
    const timeline = new Timeline({ ...config, audio: sound })
    expect(
      starts(timeline, [heard(4), picture(5), heard(5), heard(500), heard(5)]).map(start => start === undefined),
    ).toEqual([true, false, false, false, true])
  })
})
