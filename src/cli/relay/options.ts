import { Option } from 'commander'
import type { Flags } from '../flags.ts'

/** What commander found about relays, by its own names. */
export interface RelayValues {
  readonly relay?: string
  readonly relayToken?: string
  readonly relayTokenFile?: string
  readonly trustProxy?: readonly string[]
}

/** The relay that the cameras are published to. */
export function relayOptions(): Option[] {
  const heading = 'Relay (any number of viewers for one times the uplink):'
  return [
    new Option('--relay <address>', 'publish to a relay while somebody watches there, such as https://cam.example.org'),
    new Option('--relay-token-file <file>', 'what lets publish there (default: $TUNNELCAM_RELAY_TOKEN)'),
    new Option('--relay-token <token>').hideHelp(), // to be refused without being shown
  ].map(option => option.helpGroup(heading))
}

/** Where a relay stands behind a proxy that speaks https for it. */
export function proxyOption(): Option {
  const what = 'a reverse proxy whose X-Forwarded headers are believed, such as 127.0.0.1 or 10.0.0.0/8'
  return new Option('--trust-proxy <address...>', what).helpGroup('Address:')
}

/** What a command line says about relays. */
export function relayFlags(
  options: RelayValues,
): Pick<Flags, 'relay' | 'relayToken' | 'relayTokenFile' | 'trustedProxies'> {
  const { relay, relayToken, relayTokenFile, trustProxy } = options
  return {
    relay,
    relayToken: relayToken === undefined ? undefined : 'on the command line',
    relayTokenFile,
    trustedProxies: trustProxy,
  }
}

/** What stands under the help of `tunnelcam relay`. */
export const relayExamples = `
It shows the cameras of any number of agents elsewhere; nothing is captured here, and no FFmpeg is needed.

Examples:
  tunnelcam relay                                       on this machine, for a proxy in front of it
  tunnelcam relay --host 0.0.0.0 --port 80              for all who reach this machine
  tunnelcam relay --trust-proxy 127.0.0.1               behind Caddy or nginx on this machine, which speak https
  tunnelcam link                                        print its links again, and what lets agents publish
  tunnelcam share --publish --camera front              what lets an agent publish one camera alone

At home, with what this prints as the token of the relay:
  export TUNNELCAM_RELAY_TOKEN=…
  tunnelcam /dev/video0 --relay https://cam.example.org
`
