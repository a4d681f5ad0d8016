import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Figure } from './figure.ts'

/** Seconds from one look at the event loop's delay to the next: often enough to see what viewers would, and next to free. */
const LOOK_SECONDS = 0.05

/** What is told of this process, and how to stop looking at it. */
export interface ProcessFigures {
  readonly figures: readonly Figure[]
  close(): void
}

/**
 * CPU, memory and the event loop's delay of this process, by the names Prometheus' clients use. FFmpeg's are not in it.
 * Here and not by the library's own, which can't be told to stop looking. The delay is looked at from the first question on.
 */
export function processFigures(): ProcessFigures {
  const delay = monitorEventLoopDelay({ resolution: LOOK_SECONDS * 1000 })
  let closed = false
  const one = (value: number) => [{ labels: {}, value }]
  const figures: Figure[] = [
    {
      kind: 'counter',
      name: 'process_cpu_seconds_total',
      help: 'CPU time that tunnelcam itself has used, without FFmpeg and cloudflared.',
      labels: [],
      samples: () => {
        const { user, system } = process.cpuUsage()
        return one((user + system) / 1e6)
      },
    },
    {
      kind: 'gauge',
      name: 'process_resident_memory_bytes',
      help: 'Memory that tunnelcam itself takes up, without FFmpeg and cloudflared.',
      labels: [],
      samples: () => one(process.memoryUsage.rss()),
    },
    {
      kind: 'gauge',
      name: 'process_start_time_seconds',
      help: 'When tunnelcam was started, in seconds since 1970.',
      labels: [],
      samples: () => one(performance.timeOrigin / 1000),
    },
    {
      kind: 'gauge',
      name: 'nodejs_eventloop_lag_max_seconds',
      help: 'The longest that work had to wait for its turn since these figures were last asked for.',
      labels: [],
      samples: () => {
        // It measures from look to look, so what is beyond the time between two looks is delay.
        const longest = delay.count > 0 ? delay.max / 1e9 - LOOK_SECONDS : 0
        if (!closed) delay.enable()
        delay.reset()
        return one(Math.max(0, longest))
      },
    },
  ]
  const close = () => {
    closed = true
    delay.disable()
  }
  return { figures, close }
}
