import { TERMS } from '../../agent/tunnel/install.ts'
import type { Tunnel } from '../../hub/tunnel.ts'
import type { Flags } from '../flags.ts'
import type { Colors } from '../printed/colors.ts'
import { qrCode } from '../printed/qrCode.ts'

/** Where addresses are printed, and how. */
export interface Printing {
  readonly log: Flags['log']
  readonly colors: Colors
  readonly signal: AbortSignal
  print(text: string): void
}

/** What makes a link of the tunnel's address, and who else wants to know it. */
export interface PrintedLinks {
  readonly open: boolean
  /** Undefined where they must not be printed. */
  readonly codes: { readonly owner: string; readonly viewer: string } | undefined
  readonly note: { tunnel(url: string): void }
}

/** Prints the tunnel's link once it can be opened, and each time it is another one, until `signal` aborts. */
export async function printLinks(
  tunnel: Tunnel,
  links: PrintedLinks,
  { log, colors, print, signal }: Printing,
): Promise<void> {
  let known: string | undefined
  for (;;) {
    const url = await tunnel.nextUrl(known, signal)
    if (url === undefined) return
    links.note.tunnel(url)
    print(`${log === 'json' ? JSON.stringify(linkFacts(url, known)) : linkText(url, known, links, colors)}\n`)
    known = url
  }
}

/** The link for people, with a QR code for their phones; `before` is the address it takes the place of. */
export function linkText(
  url: string,
  before: string | undefined,
  { open, codes }: Omit<PrintedLinks, 'note'>,
  colors: Colors,
): string {
  const { bold, cyan, dim, yellow } = colors
  const watch = open || !codes ? url : `${url}/#k=${codes.viewer}`
  const who = open
    ? [yellow('Anyone who has this address may watch, without a password.')]
    : !codes
      ? ['tunnelcam link prints the link; it is kept out of logs.']
      : [
          'Scan it with a phone. Who has this link may watch; keep it to those you mean.',
          `Manage (yours alone, never pass it on): ${dim(`${url}/access#k=${codes.owner}`)}`,
        ]
  const lines = [
    '',
    ...(before === undefined ? [] : [yellow(`${before} does not lead here any more; this does:`)]),
    `From anywhere  ${bold(cyan(watch))}`,
    '',
    ...(open || codes ? [...qrCode(watch, colors), ''] : []),
    ...who,
    dim(TERMS),
    '',
  ]
  return lines.map(line => (line === '' ? '' : `  ${line}`)).join('\n')
}

/** The same as a line of a JSON log: without the code, as a log is not the place for it. */
function linkFacts(url: string, before: string | undefined): object {
  const msg = before === undefined ? `From anywhere at ${url}` : `From anywhere at a new address: ${url}`
  return { level: 'info', time: new Date().toISOString(), event: 'tunnel', msg, url, ...(before && { before }) }
}
