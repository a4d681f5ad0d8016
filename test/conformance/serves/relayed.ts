import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Program, startProgram } from '../../support/program.ts'
import { until } from '../../support/until.ts'
import type { Host, Wanted } from './host.ts'

/** A relay that runs, before any camera is published to it. */
export interface EmptyRelay {
  readonly address: string
  readonly codes: { readonly owner: string; readonly relay: string }
  readonly close: () => Promise<void>
}

/** What a relay can't do, whatever it runs on. */
export const RELAY_LACKS = {
  publish: 'a relay takes the cameras of agents, and no pictures by themselves',
} as const

/** Makes a host of a relay: an agent publishes to it the cameras that are wanted. */
export async function relayedHost(relay: EmptyRelay, { cameras }: Pick<Wanted, 'cameras'>): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-relayed-'))
  const file = join(folder, 'tunnelcam.yaml')
  await writeFile(file, stringify({ relay: { url: relay.address }, cameras }))
  const close = async (agent?: Program) => {
    await agent?.close()
    await relay.close()
    await rm(folder, { recursive: true, force: true })
  }
  let agent: Program | undefined
  try {
    agent = await startProgram(['--config', file], { env: { TUNNELCAM_RELAY_TOKEN: relay.codes.relay } })
    const headers = { Authorization: `Bearer ${relay.codes.owner}` }
    await until('all cameras are at the relay', async () => {
      const answer = await fetch(`${relay.address}/api/cameras`, { headers })
      const { cameras: there } = (await answer.json()) as { cameras: readonly object[] }
      return there.length === cameras.length
    })
  } catch (error) {
    await close(agent)
    throw error
  }
  return { address: relay.address, code: relay.codes.owner, close: () => close(agent) }
}
