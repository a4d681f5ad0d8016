import { z } from 'zod'
import { expected } from './expected.ts'

const urlExpected = expected('the address of a relay, such as https://cam.example.org')

/** The relay that the cameras are published to, as it is written in YAML or on the command line. */
export const relaySchema = z
  .strictObject(
    {
      url: z
        .string(urlExpected)
        .refine(isRelay, urlExpected)
        .transform(text => new URL(text).href.replace(/\/$/, ''))
        .describe('Where people find the relay.')
        .meta({ examples: ['https://cam.example.org', 'https://cam.example.workers.dev'] }),
      tokenFile: z
        .string(expected('the path of a file'))
        .min(1, expected('the path of a file'))
        .optional()
        .describe('The file that holds what lets publish there. Default: TUNNELCAM_RELAY_TOKEN in the environment.'),
    },
    expected('a relay such as { url: https://cam.example.org }'),
  )
  .describe('A relay that shows the cameras to any number of viewers: each is sent there once, while somebody watches.')

function isRelay(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash
}
