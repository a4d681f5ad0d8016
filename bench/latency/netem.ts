import { spawnSync } from 'node:child_process'
import { type Namespace, openNamespace } from './namespace.ts'
import type { Network } from './network.ts'

/** True when the kernel delays what we tell it to delay, else why not. */
export function netemAvailable(): true | string {
  try {
    const namespace = openNamespace()
    try {
      shape(namespace, { oneWayMs: 1, jitterMs: 0 })
    } finally {
      namespace.close()
    }
    return true
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A namespace whose only way out is as slow as a network, by the kernel's netem, in both directions. */
export function netemNamespace(network: Network): Namespace {
  const namespace = openNamespace()
  try {
    shape(namespace, network)
  } catch (error) {
    namespace.close()
    throw error
  }
  const stop = outages(namespace, network)
  return {
    ...namespace,
    close: () => {
      stop()
      namespace.close()
    },
  }
}

/** netem's words for one direction: the jitter lies evenly around its middle. */
export function netemArgs({ oneWayMs, jitterMs, bitsPerSecond }: Network): string[] {
  const jitter = jitterMs > 0 ? [`${jitterMs / 2}ms`] : []
  const rate = bitsPerSecond === undefined ? [] : ['rate', `${bitsPerSecond}bit`]
  return ['netem', 'delay', `${oneWayMs + jitterMs / 2}ms`, ...jitter, ...rate, 'limit', '1000']
}

function shape(namespace: Namespace, network: Network): void {
  for (const { device, command } of namespace.ends) {
    run([...command, 'tc', 'qdisc', 'replace', 'dev', device, 'root', 'handle', '1:', ...netemArgs(network)])
    // By itself netem lets what is late less overtake what is late more.
    run([...command, 'tc', 'qdisc', 'replace', 'dev', device, 'parent', '1:', 'pfifo', 'limit', '1000'])
  }
}

/** Loses everything at the end of each period, as a line that is broken does. */
function outages({ ends }: Namespace, network: Network): () => void {
  const { outage } = network
  if (!outage) return () => undefined
  const change = (...more: string[]) => {
    for (const { device, command } of ends)
      spawnSync('env', [
        ...command,
        'tc',
        'qdisc',
        'change',
        'dev',
        device,
        'root',
        'handle',
        '1:',
        ...netemArgs(network),
        ...more,
      ])
  }
  let ending: NodeJS.Timeout | undefined
  const beginning = setInterval(() => {
    change('loss', '100%')
    ending = setTimeout(change, outage.forMs, 'loss', '0%')
  }, outage.everyMs)
  return () => {
    clearInterval(beginning)
    clearTimeout(ending)
  }
}

function run([program = '', ...args]: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 })
  if (status === 0) return
  const [said = ''] = (stderr || error?.message || `${program} failed`).trim().split('\n')
  throw new Error(said.replace(/^Error: |\.$/g, ''))
}
