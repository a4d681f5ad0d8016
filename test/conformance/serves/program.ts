import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ownerCode } from '../../support/codes.ts'
import { type ProgramOptions, startProgram } from '../../support/program.ts'
import type { Host, Wanted } from './host.ts'

/** Starts the program as a host: `how` says on what it runs. */
export async function startHost(
  { cameras, viewersPerLink }: Wanted,
  how: Pick<ProgramOptions, 'command'>,
): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-host-'))
  const file = join(folder, 'tunnelcam.yaml')
  await writeFile(file, stringify({ access: { viewersPerLink }, cameras }))
  const program = await startProgram(['--config', file], { ...how, access: true, withinMs: 60_000 })
  return {
    address: program.address,
    code: await ownerCode(program),
    end: async signal => {
      const { code } = await program.end(signal)
      return { code, left: program.ffmpegs().map(({ command }) => command.join(' ')) }
    },
    close: async () => {
      await program.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
