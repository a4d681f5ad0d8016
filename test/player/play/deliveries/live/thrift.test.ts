import { describe, expect, test } from 'vitest'
import { Thrift } from '../../../../../src/player/play/deliveries/live/thrift.ts'

const RATE = 60_000

/** A minute-keeper: lets pictures come, one each 66 ms with a keyframe each second, and says what plays in the end. */
function watching() {
  const thrift = new Thrift()
  let now = 0
  thrift.begin(now)
  return {
    thrift,
    /** Pictures that are so late, over a line of so many bytes a second, for so long. */
    come(seconds: number, lateMs: number, line = 1e6) {
      for (const until = now + 1000 * seconds; now < until; now += 66) {
        const key = now % 1000 < 66
        const bytes = key ? 14_000 : 2000
        thrift.came({ lateMs: lateMs + (1000 * bytes) / line, bytes, key }, RATE, now)
      }
      return thrift.quality
    },
    skip: (pictures = 10) => thrift.skipped(pictures, RATE, now),
    /** So many seconds until the full picture plays again; at most 400. */
    back(line?: number) {
      for (let seconds = 0; seconds < 400; seconds++) if (this.come(1, 0, line) === 'full') return seconds
      return 400
    },
  }
}

/** One whose line was too slow. */
function saving() {
  const given = watching()
  given.come(5, 0)
  given.come(2, 600)
  return given
}

describe('the small picture', () => {
  test('comes when pictures are late all the time, not when a line stands for a moment', () => {
    const { come } = watching()
    expect([come(5, 20), come(0.7, 600), come(5, 20), come(2, 600)]).toEqual(['full', 'full', 'full', 'saver'])
  })

  test('comes when the server leaves pictures out again and again', () => {
    const { come, skip, thrift } = watching()
    come(2, 20)
    skip()
    come(6, 20)
    skip()
    expect(come(1, 20)).toBe('full')
    skip()
    expect(thrift.quality).toBe('saver')
  })

  test('comes at once when it leaves out nearly all', () => {
    const { come, skip, thrift } = watching()
    come(0.2, 20)
    skip(25)
    expect(thrift.quality).toBe('saver')
  })

  test('stays over another connection, and while pictures are late', () => {
    const { come, thrift } = saving()
    thrift.begin(10_000)
    expect([thrift.quality, come(60, 300)]).toEqual(['saver', 'saver'])
  })
})

describe('the full picture', () => {
  test('comes back after eight calm seconds where its keyframes show that there is room', () =>
    expect(saving().back()).toBeLessThan(12))

  test('does not where they show that there is none', () => expect(saving().back(1.05 * RATE)).toBe(400))

  test('does after a minute where there is a little more', () => {
    const seconds = saving().back(1.3 * RATE)
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThan(80)
  })

  test('waits twice as long after each try that failed, and no longer than some minutes', () => {
    const given = saving()
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
      const waited = given.back()
      given.come(2, 600)
      return waited
    })
    for (const [index, waited] of waits.entries()) expect(waited).toBeGreaterThanOrEqual(7 * 2 ** Math.min(5, index))
    expect(Math.max(...waits)).toBeLessThan(300)
  })

  test('waits no longer after one that went well for a while', () => {
    const given = saving()
    given.back()
    given.come(2, 600)
    given.back()
    given.come(30, 0)
    given.come(2, 600)
    expect(given.back()).toBeLessThan(12)
  })
})
