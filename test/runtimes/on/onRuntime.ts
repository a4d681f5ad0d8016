import { startHost } from '../../conformance/serves/program.ts'
import { conformance } from '../../conformance/serves.ts'
import { needs } from '../../support/require.ts'
import { commandOn, type Runtime } from '../../support/runtimes.ts'

/** All that is promised of the program, on one runtime. */
export function onRuntime(runtime: Runtime): void {
  needs('runtimes', 'proc')('the program keeps its promises on', () => {
    conformance(runtime, { start: wanted => startHost(wanted, { command: commandOn(runtime) }) })
  })
}
