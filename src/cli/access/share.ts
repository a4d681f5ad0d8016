import { linkName, passOf } from '../../access/link.ts'
import type { Opening } from '../../access/pass.ts'
import { outputPath, publishPagePath, publishPath } from '../../app/access/outputPath.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'
import { askCameras } from './ask.ts'
import { addressesOf, atDesk, type Desk, pushesOf } from './desk.ts'
import { duration } from './duration.ts'
import { type Made, shareText } from './shareText.ts'

/** What `tunnelcam share` and `tunnelcam embed` were asked for. */
export interface ShareWish {
  readonly name?: string
  /** Ids of cameras; none means all. */
  readonly cameras: readonly string[]
  /** As `24h`. */
  readonly for: string
  /** An address for programs with this output, instead of a link for people. */
  readonly output?: Opening
  /** For a phone or program that sends the pictures of a camera, and sees none. */
  readonly publish?: true
}

/** Makes a link for somebody, or an address for a program, and prints it. Gives the exit code; throws CliError. */
export async function share(flags: Flags, wish: ShareWish, json: boolean): Promise<number> {
  const seconds = duration(wish.for)
  if (wish.name !== undefined && !linkName.safeParse(wish.name).success)
    throw new CliError(2, '--name: expected 1 to 100 letters, without control characters.')
  return atDesk(flags, async desk => {
    await refuseUnknown(wish.cameras, desk)
    const expiresAt = seconds === undefined ? undefined : Date.now() + seconds * 1000
    const { id, path, code, page } = await make(wish, expiresAt, desk)
    const urls = addressesOf(path, desk)
    const pages = page === undefined ? undefined : addressesOf(page, desk)
    const push = wish.publish ? pushesOf(desk) : []
    const common = { id, urls, path, ...(code && { code }), ...(pages && { page, pages, push }) }
    const facts = { ...common, expiresAt: expiresAt ?? null }
    process.stdout.write(json ? `${JSON.stringify(facts)}\n` : shareText(facts, wish.output === undefined))
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
    const path = `${publishPath(first)}?t=${await access.ticket(passOf(link), '0', expiresAt)}`
    return { id: link.id, path, code, page: `${publishPagePath(first)}#k=${code}` }
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
