import type { Delivery, WayMeasured } from '../../agent/tunnel/measure/measure.ts'
import type { Finding } from './finding.ts'

/** What a usual picture takes (`--bitrate`), with a quarter more to spare, in Mbit/s. */
const ENOUGH = 2.5

/** What was measured of a way, in words; `quick`: through a tunnel that Cloudflare names. */
export function wayFindings(measured: WayMeasured, quick: boolean): Finding[] {
  return [streams(measured, quick), socket(measured), throughput(measured), delivery(measured)]
}

function streams({ streams, firstPieceMs }: WayMeasured, quick: boolean): Finding {
  const what = 'Streams'
  const after = firstPieceMs === undefined ? '' : `, the first piece after ${firstPieceMs} ms`
  if (streams === 'live') return { state: 'ok', what, detail: `arrive live${after}` }
  const held = firstPieceMs === undefined ? 'nothing of a stream arrives' : `are held back until they end${after}`
  const detail = `${held}: MJPEG (<img>, Home Assistant, OctoPrint) shows nothing through here; the page does without it`
  return { state: 'gap', what, detail, ...(quick && { mend: 'a tunnel of your own: --tunnel-hostname <name>' }) }
}

function socket({ socket }: WayMeasured): Finding {
  const what = 'WebSocket'
  if ('refused' in socket)
    return { state: 'gap', what, detail: `does not get through: it ${socket.refused}; the page does without it` }
  const { median, p95 } = socket.roundTripMs
  return { state: 'ok', what, detail: `round trip ${median} ms (median), ${p95} ms (95 of 100)` }
}

function throughput({ downMbitPerSecond: rate }: WayMeasured): Finding {
  const what = 'Throughput'
  if (rate === undefined) return { state: 'gap', what, detail: 'too little to be measured', mend: fewerBits(0.1) }
  const detail = `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} Mbit/s from here to Cloudflare and back`
  if (rate >= ENOUGH) return { state: 'ok', what, detail }
  return { state: 'gap', what, detail: `${detail}, too little for the usual picture of 2`, mend: fewerBits(rate) }
}

/** Two thirds of what there is, in steps of 50 kbit/s. */
function fewerBits(rate: number): string {
  return `tunnelcam --bitrate ${Math.max(50, Math.floor((rate * 1000 * 2) / 3 / 50) * 50)}`
}

function delivery({ deliveries: [first, ...others] }: WayMeasured): Finding {
  const left = others.map(name => names[name]).join(', then ')
  return {
    state: 'ok',
    what: 'Delivery',
    detail: `the page will use ${first && names[first]}; should that fail, ${left}`,
  }
}

const names: Readonly<Record<Delivery, string>> = {
  live: 'the live WebSocket',
  hls: 'HLS',
  mjpeg: 'MJPEG',
  stills: 'single pictures',
}
