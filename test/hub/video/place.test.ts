import { describe, expect, test } from 'vitest'
import { type Place, placeAtKeyframe } from '../../../src/hub/video/place.ts'
import { Window } from '../../../src/hub/video/window.ts'

const LIMITS = { targetDuration: 2, partTarget: 0.5 }
const INIT = { bytes: Uint8Array.of(1, 2, 3), tracks: [] }

/** A window whose run is on. Each segment that `grow` adds is a keyframe's part and another, half a second each. */
function running(init = INIT): Window {
  const window = new Window(100)
  window.begin(init, LIMITS)
  return window
}

function grow(window: Window, segments: number): void {
  for (let count = 0; count < segments; count++) {
    for (const independent of [true, false])
      window.add({ kind: 'part', bytes: new Uint8Array(9), seconds: 0.5, frames: 5, independent, capturedAt: 1 })
    window.add({ kind: 'segmentEnd' })
  }
}

function placed(window: Window): Place {
  const place = placeAtKeyframe(window)
  if (!place) throw new Error('there is no keyframe')
  return place
}

/** The ids of all the parts that are his now, counted from the window's first. */
function taken(place: Place): number[] {
  const ids: number[] = []
  for (let part = place.take(); part; part = place.take()) ids.push(part.id - 400)
  return ids
}

describe('a place in a window', () => {
  test('begins with the newest keyframe, and then gets each part once', () => {
    const window = running()
    grow(window, 3)
    const place = placed(window)
    expect(taken(place)).toEqual([4, 5])
    grow(window, 2)
    expect([taken(place), taken(place)]).toEqual([[6, 7, 8, 9], []])
  })

  test('is none before there is a keyframe, after the run, and before the first part of the next', () => {
    const window = running()
    expect(placeAtKeyframe(window)).toBeUndefined()
    grow(window, 1)
    window.end()
    expect(placeAtKeyframe(window)).toBeUndefined()
    window.begin({ ...INIT, bytes: Uint8Array.of(4) }, LIMITS)
    expect(placeAtKeyframe(window)).toBeUndefined()
  })

  test.each([
    [6, 'goes on where it was', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
    [7, 'goes on with the newest keyframe', [14, 15]],
    [100, 'goes on with the newest keyframe', [200, 201]],
  ])('that is %i s behind %s', (seconds, _, expected) => {
    const window = running()
    grow(window, 1)
    const place = placed(window)
    grow(window, seconds)
    expect(taken(place)).toEqual(expected)
  })

  test('goes on over a restart of the encoder with the same init', () => {
    const window = running()
    grow(window, 1)
    const place = placed(window)
    window.end()
    window.begin({ ...INIT, bytes: Uint8Array.from(INIT.bytes) }, LIMITS)
    grow(window, 1)
    expect([taken(place), place.over]).toEqual([[0, 1, 2, 3], false])
  })

  test('is over where another init begins, and not before its last part', () => {
    const window = running()
    grow(window, 1)
    const place = placed(window)
    window.end()
    window.begin({ ...INIT, bytes: Uint8Array.of(1, 2, 4) }, LIMITS)
    grow(window, 1)
    expect([taken(place), place.over]).toEqual([[0, 1], true])
    expect(taken(placed(window))).toEqual([2, 3])
  })

  test('waits where all that was held is forgotten', () => {
    const window = running()
    grow(window, 2)
    const place = placed(window)
    window.forget()
    expect([taken(place), place.over]).toEqual([[], false])
    grow(window, 1)
    expect(taken(place)).toEqual([4, 5])
  })
})
