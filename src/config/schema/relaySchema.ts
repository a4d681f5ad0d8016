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
      unencrypted: z
        .boolean(expected('true or false'))
        .optional()
        .describe(
          'Publish by http: to another machine too. Who is on the way then sees the pictures and the token. Default: false.',
        ),
    },
    expected('a relay such as { url: https://cam.example.org }'),
  )
  .superRefine(({ url, unencrypted }, context) => {
    if (unencrypted || isSafe(url)) return
    context.addIssue({ code: 'custom', path: ['url'], message: IN_CLEAR, params: { whole: true } })
  })
  .describe('A relay that shows the cameras to any number of viewers: each is sent there once, while somebody watches.')

/** Why a relay on another machine is not published to by http:. */
export const IN_CLEAR =
  'by http: whoever is on the way could read the pictures and the token; expected https:, or, on a network that is yours alone, unencrypted: true'

function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return true // said already
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

function isRelay(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash
}
