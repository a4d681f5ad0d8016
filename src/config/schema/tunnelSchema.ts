import { z } from 'zod'
import { expected } from './expected.ts'

const hostnameExpected = expected('the name that the tunnel has at Cloudflare, such as cam.example.com')

/** The tunnel as it is written in YAML or on the command line. */
export const tunnelSchema = z
  .strictObject(
    {
      kind: z
        .enum(['quick', 'named'], expected('quick or named'))
        .describe('quick: no account needed, another address at each start. named: one of your own at Cloudflare.'),
      hostname: z
        .string(hostnameExpected)
        .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i, hostnameExpected)
        .toLowerCase()
        .optional()
        .describe('Of a named tunnel: its public name.')
        .meta({ examples: ['cam.example.com'] }),
      tokenFile: z
        .string(expected('the path of a file'))
        .min(1, expected('the path of a file'))
        .optional()
        .describe('Of a named tunnel: the file that holds its token. Default: TUNNEL_TOKEN in the environment.'),
    },
    expected('a tunnel such as { kind: quick }'),
  )
  .superRefine(({ kind, hostname, tokenFile }, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { whole: true } })
    if (kind === 'named' && hostname === undefined)
      problem('hostname', 'a named tunnel needs its name, such as cam.example.com')
    if (kind === 'quick' && hostname !== undefined)
      problem('hostname', 'a quick tunnel gets its name from Cloudflare; did you mean kind: named?')
    if (kind === 'quick' && tokenFile !== undefined)
      problem('tokenFile', 'a quick tunnel needs no token; did you mean kind: named?')
  })
  .describe('The way in from the internet, through Cloudflare (cloudflared must be installed).')
