import type { PrintedCodes } from '../../access/printed.ts'
import type { Colors } from '../printed/colors.ts'

/** What is said when a relay has started. */
export interface RelayStarted {
  readonly version: string
  /** Where the list of cameras is, first the one to open. */
  readonly urls: readonly string[]
  /** Everyone who reaches the address may watch. */
  readonly open: boolean
  /** Cameras that it remembers. */
  readonly cameras: number
  readonly metrics: string | undefined
  /** Undefined where they must not be printed. */
  readonly codes: PrintedCodes | undefined
}

/** The start-up print for people, without an end of line. */
export function relayWelcome({ version, urls, open, cameras, metrics, codes }: RelayStarted, colors: Colors): string {
  const { bold, cyan, dim, yellow } = colors
  const [url = ''] = urls
  const watch = open || !codes ? url : `${url}/#k=${codes.viewer}`
  const known = cameras === 0 ? 'No camera has been published here yet.' : `${cameras} cameras are known from before.`
  const lines = [
    '',
    `${bold('tunnelcam relay')} ${dim(version)}`,
    '',
    row('Watch', bold(cyan(watch))),
    ...(codes
      ? [row('Manage', dim(`${url}/access#k=${codes.owner}`)), row('Publish', `TUNNELCAM_RELAY_TOKEN=${codes.relay}`)]
      : [row('', 'tunnelcam link prints the links and the token; they are kept out of logs')]),
    row('', dim(`tunnelcam /dev/video0 --relay ${url}   (at home, with that token in the environment)`)),
    ...(open ? [row('Open', yellow('everyone who reaches this address may watch, without a password'))] : []),
    ...(metrics === undefined ? [] : [row('Metrics', metrics)]),
    '',
    dim(`${known} Ctrl-C ends.`),
    '',
  ]
  return lines.map(line => (line === '' ? '' : `  ${line}`)).join('\n')
}

/** The same facts as a line of a JSON log. */
export function relayFacts({ version, urls, open, cameras, metrics }: RelayStarted): object {
  const msg = `A relay at ${urls[0]}`
  return { level: 'info', event: 'started', msg, version, urls, open, cameras, metrics }
}

function row(title: string, text: string): string {
  return `${title.padEnd(8)}${text}`
}
