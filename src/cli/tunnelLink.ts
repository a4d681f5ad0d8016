import { renderUnicodeCompact } from 'uqr'
import { TERMS } from '../agent/tunnel/install.ts'
import type { Tunnel } from '../hub/tunnel.ts'
import type { Colors } from './colors.ts'
import type { Flags } from './flags.ts'

/** Where addresses are printed, and how. */
export interface Printing {
  readonly log: Flags['log']
  readonly colors: Colors
  readonly signal: AbortSignal
  print(text: string): void
}

/** Prints the tunnel's address once it can be opened, and each time it is another one, until `signal` aborts. */
export async function printLinks(tunnel: Tunnel, { log, colors, print, signal }: Printing): Promise<void> {
  let known: string | undefined
  for (;;) {
    const url = await tunnel.nextUrl(known, signal)
    if (url === undefined) return
    print(`${log === 'json' ? JSON.stringify(linkFacts(url, known)) : linkText(url, known, colors)}\n`)
    known = url
  }
}

/** The address for people, with a QR code for their phones; `before` is the address it takes the place of. */
export function linkText(url: string, before: string | undefined, colors: Colors): string {
  const { bold, cyan, dim, yellow } = colors
  const lines = [
    '',
    ...(before === undefined ? [] : [yellow(`${before} does not lead here any more; this does:`)]),
    `From anywhere  ${bold(cyan(url))}`,
    '',
    ...qrCode(url, colors),
    '',
    yellow('Anyone who has this address may watch, without a password.'),
    dim(TERMS),
    '',
  ]
  return lines.map(line => (line === '' ? '' : `  ${line}`)).join('\n')
}

/** The same as a line of a JSON log. */
function linkFacts(url: string, before: string | undefined): object {
  const msg = before === undefined ? `From anywhere at ${url}` : `From anywhere at a new address: ${url}`
  return { level: 'info', time: new Date().toISOString(), event: 'tunnel', msg, url, ...(before && { before }) }
}

// Light on dark: with colours for sure, without them on the dark terminals that most have.
function qrCode(url: string, { bgBlack, whiteBright }: Colors): string[] {
  return renderUnicodeCompact(url, { border: 2 })
    .split('\n')
    .map(line => bgBlack(whiteBright(line)))
}
