import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** What one run of the fake cloudflared does. With nothing said, its tunnel opens soon and stays. */
export interface Scenario {
  /** The address of its quick tunnel. */
  readonly url?: string
  readonly opensAfterMs?: number
  /** What does not get through to Cloudflare: UDP, or anything. */
  readonly blocks?: 'quic' | 'all'
  /** No network: it ends with 1. */
  readonly offline?: boolean
  /** It does not know an option: usage on stdout, and it ends with 0. */
  readonly usage?: boolean
  readonly ignoresSigterm?: boolean
  /** Text lines although JSON was asked for, as before 2025.6.1. */
  readonly text?: boolean
  /** It does not print its address. */
  readonly noBox?: boolean
}

const runSchema = z.object({
  pid: z.number(),
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  metrics: z.string().optional(),
})

/** What one run was given, and where it tells how it is. */
export type FakeRun = z.output<typeof runSchema>

/** A program that behaves as cloudflared, and what drives it. */
export interface FakeCloudflared {
  readonly path: string
  /** To be in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** The runs so far, oldest first. */
  runs(): Promise<readonly FakeRun[]>
  /** Makes the newest run lose its connection, get it back, end, or visit the origin; gives the status of the answer. */
  tell(what: 'lose' | 'regain' | 'visit' | `exit?code=${number}`): Promise<number>
  close(): Promise<void>
}

/** A fake cloudflared whose first run does the first of these, the second the second, and all others the last. */
export async function fakeCloudflared(...scenarios: readonly Scenario[]): Promise<FakeCloudflared> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-cloudflared-'))
  await writeFile(join(folder, 'scenarios.json'), JSON.stringify(scenarios.length > 0 ? scenarios : [{}]))
  const runs = async () => {
    const names = (await readdir(folder)).filter(name => name.startsWith('run-')).sort()
    const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
    return texts.filter(Boolean).map(text => runSchema.parse(JSON.parse(text)))
  }
  return {
    path: join(import.meta.dirname, 'fakeCloudflared.mjs'),
    env: { FAKE_CLOUDFLARED: folder },
    runs,
    tell: async what => {
      const metrics = (await runs()).at(-1)?.metrics
      if (metrics === undefined) throw new Error('the fake cloudflared does not run yet')
      return (await fetch(`http://${metrics}/fake/${what}`)).status
    },
    close: () => rm(folder, { recursive: true }),
  }
}
