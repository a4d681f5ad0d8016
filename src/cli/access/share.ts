import { linkName, passOf } from '../../access/link.ts'
import { outputPath, publishPath } from '../../app/access/outputPath.ts'
import type { Output } from '../../hub/counts.ts'
import { colorsFor } from '../colors.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'
import { qrCode } from '../qrCode.ts'
import { askCameras } from './ask.ts'
import { addressesOf, atDesk, type Desk, pushesOf } from './desk.ts'
import { duration } from './duration.ts'
import { noneRuns } from './link.ts'

/** What `tunnelcam share` and `tunnelcam embed` were asked for. */
export interface ShareWish {
  readonly name?: string
  /** Ids of cameras; none means all. */
  readonly cameras: readonly string[]
  /** As `24h`. */
  readonly for: string
  /** An address for programs with this output, instead of a link for people. */
  readonly output?: Output
  /** For a program that sends the pictures of a camera, and sees none. */
  readonly publish?: true
}

/** What was made: where it leads, and the code where a program may want it. */
interface Made {
  readonly id: string
  readonly path: string
  readonly code?: string
}

/** Makes a link for somebody, or an address for a program, and prints it. Gives the exit code; throws CliError. */
export async function share(flags: Flags, wish: ShareWish, json: boolean): Promise<number> {
  const seconds = duration(wish.for)
  if (wish.name !== undefined && !linkName.safeParse(wish.name).success)
    throw new CliError(2, '--name: expected 1 to 100 letters, without control characters.')
  return atDesk(flags, async desk => {
    await refuseUnknown(wish.cameras, desk)
    const expiresAt = seconds === undefined ? undefined : Date.now() + seconds * 1000
    const { id, path, code } = await make(wish, expiresAt, desk)
    const urls = addressesOf(path, desk)
    const push = wish.publish ? pushesOf(desk) : []
    const facts = { id, urls, path, ...(code && { code }), ...(wish.publish && { push }), expiresAt: expiresAt ?? null }
    process.stdout.write(json ? `${JSON.stringify(facts)}\n` : text({ ...facts, push }, wish))
    return 0
  })
}

async function make(wish: ShareWish, expiresAt: number | undefined, { access }: Desk): Promise<Made> {
  const { cameras, output, publish } = wish
  const [first] = cameras
  const name = wish.name ?? (output || publish ? `${first}, ${output ?? 'publish'}` : 'Shared link')
  const common = { name, cameras: cameras.length > 0 ? cameras : ('all' as const), ...(expiresAt && { expiresAt }) }
  if (output === undefined && !publish) {
    const { link, code } = await access.share(common)
    return { id: link.id, path: cameras.length === 1 ? `/cameras/${first}#k=${code}` : `/#k=${code}` }
  }
  if (first === undefined || cameras.length > 1) throw new CliError(2, '--camera: expected one camera for an address.')
  if (output === undefined) {
    const { link, code } = await access.share(common, 'publisher')
    return { id: link.id, path: `${publishPath(first)}?t=${await access.ticket(passOf(link), '0', expiresAt)}`, code }
  }
  const { link, ticket } = await access.embed(common, output)
  return { id: link.id, path: `${outputPath(first, output)}?t=${ticket}` }
}

/** A camera that no running program has is a slip of the pen; when none runs, the name is taken as it is. */
async function refuseUnknown(cameras: readonly string[], desk: Desk): Promise<void> {
  const known = await askCameras(desk)
  const unknown = known && cameras.find(camera => !known.includes(camera))
  if (unknown === undefined) return
  throw new CliError(2, `--camera: there is no camera "${unknown}"; there are ${known?.join(', ')}.`)
}

interface Facts extends Made {
  readonly urls: readonly string[]
  /** Where an encoder may push to, without the key. */
  readonly push: readonly string[]
  readonly expiresAt: number | null
}

function text({ id, urls, path, code, push, expiresAt }: Facts, wish: ShareWish): string {
  const colors = colorsFor(process.stdout)
  const { bold, cyan, dim } = colors
  const until = expiresAt === null ? 'until you revoke it' : `until ${new Date(expiresAt).toLocaleString()}`
  const end = `Holds ${until}; tunnelcam revoke ${id} ends it. It is not shown again.`
  const more =
    code === undefined
      ? []
      : [
          `or without ?t=…, with the header  ${bold(`Authorization: Bearer ${code}`)}`,
          ...push.map(server => `or push to  ${bold(`${server}/${code}`)}`),
          ...push
            .filter(server => server.startsWith('rtmp:'))
            .map(server => `OBS: server ${server}, stream key ${code}`),
        ]
  if (urls.length === 0) return [noneRuns(path, colors), ...more.map(line => `${line}\n`), `${dim(end)}\n`].join('')
  const qr = wish.output === undefined && !wish.publish ? ['', ...qrCode(urls[0] ?? '', colors), ''] : []
  return `${[...urls.map(url => bold(cyan(url))), ...qr, ...more, dim(end)].join('\n')}\n`
}
