import { z } from 'zod'
import { expected } from './expected.ts'

const proxyExpected = expected('an address or network of a proxy, such as 192.168.1.5 or 10.0.0.0/8')
const originExpected = expected('an origin such as https://home.example.com, without a path')
const hostExpected = expected('a name in small letters, such as cam.example.com')
const teamExpected = expected('the address of your team, such as https://myteam.cloudflareaccess.com')

const origin = z
  .string(originExpected)
  .refine(text => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, originExpected)

/** Who is let in, as it is written in YAML. */
export const accessSchema = z
  .strictObject(
    {
      trustedProxies: z
        .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], proxyExpected), expected('a list of addresses'))
        .default([])
        .describe(
          'Reverse proxies whose X-Forwarded headers are believed. A tunnel that tunnelcam opens need not be named.',
        ),
      frameOrigins: z
        .array(origin, expected('a list of origins'))
        .default([])
        .describe('Whose pages may show ours in a frame.'),
      corsOrigins: z
        .array(origin, expected('a list of origins'))
        .default([])
        .describe('Whose scripts may fetch from here (CORS). They need a code or ticket all the same.'),
      hosts: z
        .array(z.string(hostExpected).regex(/^[a-z0-9.-]{1,253}$/, hostExpected), expected('a list of names'))
        .default([])
        .describe('Names under which open: true holds too, beside addresses and names of this network alone.'),
      viewersPerCamera: viewers(250).describe('The most viewers of one camera at a time; owners are not counted.'),
      viewersPerLink: viewers(100).describe('The most viewers by one link at a time.'),
      cloudflareAccess: z
        .strictObject(
          {
            team: origin.refine(text => text.startsWith('https://'), teamExpected).describe('Your team’s address.'),
            audience: z
              .string(expected("the application's audience tag"))
              .regex(/^[\w-]{8,128}$/, expected("the application's audience (AUD) tag"))
              .describe('The audience (AUD) tag of the application.'),
            owners: z
              .array(z.email(expected('an e-mail address')).toLowerCase(), expected('a list of e-mail addresses'))
              .default([])
              .describe('Who may share and revoke; all others that Access lets in may watch.'),
          },
          expected('team and audience of an application of Cloudflare Access'),
        )
        .optional()
        .describe(
          'Who comes through the tunnel or a proxy must have been let in by Cloudflare Access; links do not count there.',
        ),
    },
    expected(
      'access: trustedProxies, frameOrigins, corsOrigins, hosts, viewersPerCamera, viewersPerLink, cloudflareAccess',
    ),
  )
  .describe('Who is let in, beside those with a link.')

/** What holds where the configuration says nothing. */
export const DEFAULT_ACCESS = accessSchema.parse({})

function viewers(usual: number) {
  return z
    .int(expected('a number of viewers from 1 to 10000'))
    .min(1, expected('a number of viewers from 1 to 10000'))
    .max(10_000, expected('a number of viewers from 1 to 10000'))
    .default(usual)
}
