import { type Colors, colorsFor } from '../printed/colors.ts'
import { qrCode } from '../printed/qrCode.ts'
import { noneRuns } from './link.ts'

/** What was made: where it leads, and the code where a program may want it. */
export interface Made {
  readonly id: string
  readonly path: string
  readonly code?: string
  /** Of a publisher: the page that makes a phone the camera. */
  readonly page?: string
}

/** The same, with whole addresses; none where no program runs. */
export interface Facts extends Made {
  readonly urls: readonly string[]
  readonly pages?: readonly string[]
  /** Where an encoder may push to, without the key. */
  readonly push?: readonly string[]
  readonly expiresAt: number | null
}

/** What is printed of a link or an address that was made, with a QR code where it is for a phone. */
export function shareText(facts: Facts, forPhone: boolean): string {
  const { id, path, page, urls, expiresAt } = facts
  const colors = colorsFor(process.stdout)
  const until = expiresAt === null ? 'until you revoke it' : `until ${new Date(expiresAt).toLocaleString()}`
  const end = colors.dim(`Holds ${until}; tunnelcam revoke ${id} ends it. It is not shown again.`)
  if (urls.length === 0) {
    const paths = page === undefined ? path : `${page}\n${path}`
    return [noneRuns(paths, colors), ...codeLines(facts, colors).map(line => `${line}\n`), `${end}\n`].join('')
  }
  const lines = page === undefined ? addressLines(urls, forPhone, colors) : publisherLines(facts, colors)
  return `${[...lines, end].join('\n')}\n`
}

function addressLines(urls: readonly string[], forPhone: boolean, colors: Colors): string[] {
  const qr = forPhone ? ['', ...qrCode(urls[0] ?? '', colors), ''] : []
  return [...urls.map(url => colors.bold(colors.cyan(url))), ...qr]
}

function publisherLines(facts: Facts, colors: Colors): string[] {
  const phone = ['A phone becomes the camera by', ...addressLines(facts.pages ?? [], true, colors)]
  const program = ['A program sends pictures to', ...addressLines(facts.urls, false, colors)]
  return [...phone, ...program, ...codeLines(facts, colors)]
}

function codeLines({ code, push = [] }: Facts, { bold }: Colors): string[] {
  if (code === undefined) return []
  const obs = push.filter(server => server.startsWith('rtmp:'))
  return [
    `or without ?t=…, with the header  ${bold(`Authorization: Bearer ${code}`)}`,
    ...push.map(server => `or push to  ${bold(`${server}/${code}`)}`),
    ...obs.map(server => `OBS: server ${server}, stream key ${code}`),
  ]
}
