import type { Registry } from 'prom-client'
import type { Metrics } from '../app/metrics.ts'
import type { Hub } from '../hub/hub.ts'
import { cameraFigures, type Viewers } from './metrics/cameraFigures.ts'
import type { Figure } from './metrics/figure.ts'
import { histogramText } from './metrics/histogram.ts'
import { playerDelays, playerFigures } from './metrics/playerFigures.ts'
import { processFigures } from './metrics/processFigures.ts'
import { programFigures } from './metrics/programFigures.ts'

/** The figures of one server. */
export interface ServerMetrics {
  /** Reads them, for Prometheus. */
  readonly read: Metrics
  /** Stops looking at the process. */
  close(): void
}

export interface MetricsOptions {
  readonly hub: Hub
  /** The program's. */
  readonly version: string
  /** Who watch what now, each output's sum of each camera. Default: not told. */
  readonly viewers?: () => Iterable<Viewers>
}

/** Makes the figures of one server. They are read from the hub when somebody asks: nothing is kept up to date for them. */
export function metricsOf({ hub, version, viewers }: MetricsOptions): ServerMetrics {
  const own = processFigures()
  const figures = [
    ...programFigures(hub, version),
    ...cameraFigures(hub, viewers),
    ...playerFigures(hub),
    ...own.figures,
  ]
  const delays = playerDelays(hub)
  let registry: Promise<Registry> | undefined
  return {
    read: async () => {
      registry ??= registryOf(figures)
      const made = await registry
      return { type: made.contentType, text: `${await made.metrics()}\n${histogramText(delays)}` }
    },
    close: own.close,
  }
}

/** The library is loaded by the first who asks: the picture need not wait for it. */
async function registryOf(figures: readonly Figure[]): Promise<Registry> {
  const { Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  for (const { kind, name, help, labels, samples } of figures) {
    const common = { name, help, labelNames: labels, registers: [registry] }
    if (kind === 'counter')
      new Counter({
        ...common,
        collect() {
          this.reset()
          for (const { labels, value } of samples()) this.inc(labels, value)
        },
      })
    else
      new Gauge({
        ...common,
        collect() {
          this.reset()
          for (const { labels, value } of samples()) this.set(labels, value)
        },
      })
  }
  return registry
}
