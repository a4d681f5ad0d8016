import { Option } from 'commander'
import type { Flags } from '../flags.ts'

/** What commander found about relays, by its own names. */
export interface RelayValues {
  readonly relay?: string
  readonly relayToken?: string
  readonly relayTokenFile?: string
  readonly relayUnencrypted?: boolean
  readonly trustProxy?: readonly string[]
  readonly viewersPerCamera?: string
  readonly viewersPerLink?: string
}

/** The relay that the cameras are published to. */
export function relayOptions(): Option[] {
  const heading = 'Relay (any number of viewers for one times the uplink):'
  return [
    new Option('--relay <address>', 'publish to a relay while somebody watches there, such as https://cam.example.org'),
    new Option('--relay-token-file <file>', 'what lets publish there (default: $TUNNELCAM_RELAY_TOKEN)'),
    new Option('--relay-unencrypted', 'publish by http: to another machine too, where the network is yours alone'),
    new Option('--relay-token <token>').hideHelp(), // to be refused without being shown
  ].map(option => option.helpGroup(heading))
}

/** Who is let in at a relay, beside those with a link. */
export function doorOptions(): Option[] {
  const proxy = 'a reverse proxy whose X-Forwarded headers are believed, such as 127.0.0.1 or 10.0.0.0/8'
  return [
    new Option('--trust-proxy <address...>', proxy),
    new Option('--viewers-per-camera <count>', 'the most viewers of one camera at a time (default: 250)'),
    new Option('--viewers-per-link <count>', 'the most viewers by one link at a time (default: 100)'),
  ].map(option => option.helpGroup('Address:'))
}

/** What a command line says about relays. */
export function relayFlags(
  options: RelayValues,
): Pick<Flags, 'relay' | 'relayToken' | 'relayTokenFile' | 'relayUnencrypted' | 'access'> {
  const { relay, relayToken, relayTokenFile, relayUnencrypted, trustProxy, viewersPerCamera, viewersPerLink } = options
  const access = {
    ...(trustProxy && { trustedProxies: trustProxy }),
    ...(viewersPerCamera !== undefined && { viewersPerCamera: Number(viewersPerCamera) }),
    ...(viewersPerLink !== undefined && { viewersPerLink: Number(viewersPerLink) }),
  }
  return {
    relay,
    relayToken: relayToken === undefined ? undefined : 'on the command line',
    relayTokenFile,
    relayUnencrypted,
    access: Object.keys(access).length > 0 ? access : undefined,
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
