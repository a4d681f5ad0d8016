import { describe, expect, test } from 'vitest'
import type { WayMeasured } from '../../../src/agent/tunnel/measure/measure.ts'
import { wayFindings } from '../../../src/cli/doctor/wayFindings.ts'

const good: WayMeasured = {
  streams: 'live',
  firstPieceMs: 84,
  socket: { roundTripMs: { median: 41.2, p95: 60 } },
  downMbitPerSecond: 23.4,
  deliveries: ['live', 'hls', 'mjpeg', 'stills'],
}
const buffered = { streams: 'buffered', firstPieceMs: 1100, deliveries: ['live', 'hls', 'stills'] } as const
const gone = 'MJPEG (<img>, Home Assistant, OctoPrint) shows nothing through here; the page does without it'
const ownTunnel = 'a tunnel of your own: --tunnel-hostname <name>'

test('a good way is told in four lines', () =>
  expect(wayFindings(good, true)).toEqual([
    { state: 'ok', what: 'Streams', detail: 'arrive live, the first piece after 84 ms' },
    { state: 'ok', what: 'WebSocket', detail: 'round trip 41.2 ms (median), 60 ms (95 of 100)' },
    { state: 'ok', what: 'Throughput', detail: '23 Mbit/s from here to Cloudflare and back' },
    {
      state: 'ok',
      what: 'Delivery',
      detail: 'the page will use the live WebSocket; should that fail, HLS, then MJPEG, then single pictures',
    },
  ]))

describe('what is not good is told with what mends it:', () => {
  test.each<[string, Partial<WayMeasured>, boolean, object]>([
    [
      'streams held back by a quick tunnel',
      buffered,
      true,
      {
        state: 'gap',
        what: 'Streams',
        detail: `are held back until they end, the first piece after 1100 ms: ${gone}`,
        mend: ownTunnel,
      },
    ],
    [
      'streams held back by a tunnel of one’s own',
      buffered,
      false,
      { what: 'Streams', detail: `are held back until they end, the first piece after 1100 ms: ${gone}` },
    ],
    [
      'streams that never come',
      { ...buffered, firstPieceMs: undefined },
      true,
      { what: 'Streams', detail: `nothing of a stream arrives: ${gone}` },
    ],
    [
      'what is left then',
      buffered,
      true,
      {
        state: 'ok',
        what: 'Delivery',
        detail: 'the page will use the live WebSocket; should that fail, HLS, then single pictures',
      },
    ],
    [
      'WebSockets refused',
      { socket: { refused: 'answers 403, as to somebody who may not' } },
      true,
      {
        state: 'gap',
        what: 'WebSocket',
        detail: 'does not get through: it answers 403, as to somebody who may not; the page does without it',
      },
    ],
    [
      'a thin way',
      { downMbitPerSecond: 1.234 },
      true,
      {
        state: 'gap',
        what: 'Throughput',
        detail: '1.2 Mbit/s from here to Cloudflare and back, too little for the usual picture of 2',
        mend: 'tunnelcam --bitrate 800',
      },
    ],
    [
      'a way too thin to be measured',
      { downMbitPerSecond: undefined },
      true,
      { state: 'gap', what: 'Throughput', detail: 'too little to be measured', mend: 'tunnelcam --bitrate 50' },
    ],
  ])('%s', (_, measured, quick, finding) =>
    expect(wayFindings({ ...good, ...measured }, quick)).toContainEqual(expect.objectContaining(finding)),
  )
})
