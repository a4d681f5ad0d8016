import { expect, test } from 'vitest'
import { LineGauge } from '../../../src/agent/uplink/gauge.ts'

/** A line that carries `rate` bytes a second, with a round trip of so many ms, that is sent what `gauge` lets through. */
function line(rate: number, roundTripMs: number) {
  const gauge = new LineGauge()
  const pongs: number[] = []
  let idleAt = 0
  let now = 0
  const ask = (burst: boolean) => {
    if (!gauge.isDue(now, burst)) return
    gauge.asked(now)
    pongs.push(Math.max(idleAt, now) + roundTripMs)
  }
  const pass = (ms: number) => {
    const until = now + ms
    for (let pong = pongs[0]; pong !== undefined && pong <= until; pong = pongs[0]) {
      pongs.shift()
      now = pong
      gauge.answered(now)
    }
    now = until
  }
  const send = (bytes: number) => {
    const burst = bytes >= 4096
    if (burst) ask(true)
    idleAt = Math.max(idleAt, now) + (bytes / rate) * 1000
    gauge.put(bytes, now)
    ask(burst)
  }
  return {
    gauge,
    pass,
    send,
    room: () => gauge.hasRoom(now),
    waitsMs: () => idleAt - now,
    carried: () => gauge.carried(now),
  }
}

test.each([
  [50_000, 40],
  [250_000, 300],
  [2_000_000, 80],
])('sees that a line carries %i bytes a second, %i ms there and back, by what comes at a time', (rate, roundTrip) => {
  const { carried, pass, send } = line(rate, roundTrip)
  for (let picture = 0; picture < 90; picture++) {
    send(picture % 15 === 0 ? 15_000 : 1_500)
    pass(66)
  }
  expect((carried() ?? 0) / rate).toBeCloseTo(1, 1)
})

test.each([20_000, 80_000, 250_000])('lets no more wait in a line of %i bytes a second than it carries soon', rate => {
  const { gauge, pass, room, send, waitsMs } = line(rate, 50)
  const waits: number[] = []
  for (let ms = 0; ms < 60_000; ms += 10) {
    while (room()) send(8_000)
    pass(10)
    if (ms > 10_000) waits.push(waitsMs())
  }
  expect(gauge.underWay).toBeGreaterThan(0)
  expect(Math.max(...waits)).toBeLessThan(Math.max(1_500, (72_000 / rate) * 1000))
  expect(Math.min(...waits)).toBeGreaterThan(-100) // and it is hardly ever idle
})

test('holds up what is to go into a line on which nothing arrives', () => {
  const { pass, room, send } = line(1, 50)
  let sent = 0
  for (let ms = 0; ms < 5_000; ms += 40) {
    if (room()) {
      send(1_000)
      sent += 1_000
    }
    pass(40)
  }
  expect(sent).toBeLessThan(32_000)
})
