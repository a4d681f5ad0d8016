import type { Metrics } from '../app/metrics.ts'
import type { Config } from '../config.ts'
import type { Hub } from '../hub/hub.ts'
import type { Viewers } from '../runtimes/metrics/cameraFigures.ts'
import { metricsOf } from '../runtimes/metrics.ts'
import { listenForMetrics } from '../runtimes/metricsPort.ts'
import { whyNotListening } from './port.ts'
import { version } from './version.ts'

/** The figures of this program. */
export interface OpenMetrics {
  readonly read: Metrics
  /** Where they are, on a port of their own; undefined where the configuration asks for none. */
  readonly url: string | undefined
  close(): Promise<void>
}

/**
 * Makes the figures, and serves them where the configuration says. `viewers` tells who watch now; without it that is
 * not told. Throws a CliError when it can't listen there.
 */
export async function openMetrics(
  hub: Hub,
  { metrics: place }: Config,
  viewers?: () => Iterable<Viewers>,
): Promise<OpenMetrics> {
  const metrics = metricsOf({ hub, version: version(), viewers })
  const port =
    place &&
    (await listenForMetrics(place.host, place.port, metrics.read).catch(async error => {
      metrics.close()
      throw await whyNotListening(error, place.host, place.port, '--metrics')
    }))
  return {
    read: metrics.read,
    url: port && `${port.url}/metrics`,
    close: async () => {
      metrics.close()
      await port?.close()
    },
  }
}
