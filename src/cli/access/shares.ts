import { type Link, linkState } from '../../access/link.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'
import { type Colors, colorsFor } from '../printed/colors.ts'
import { askWatching, type Viewing } from './ask.ts'
import { atDesk } from './desk.ts'

/** Prints all links and who is watching with them now. Gives the exit code. */
export async function shares(flags: Flags, json: boolean): Promise<number> {
  return atDesk(flags, async desk => {
    const now = Date.now()
    const watching = await askWatching(desk)
    const links = desk.access.links.map(link => ({ link, state: linkState(link, now) }))
    if (json) {
      const told = links.map(({ link: { id, kind, name, role, cameras, createdAt, expiresAt }, state }) => {
        return { id, kind, name, role, cameras, createdAt, expiresAt: expiresAt ?? null, state }
      })
      process.stdout.write(`${JSON.stringify({ links: told, watching })}\n`)
      return 0
    }
    process.stdout.write(
      `${links.flatMap(({ link, state }) => rows(link, state, watching, colorsFor(process.stdout))).join('\n')}\n`,
    )
    return 0
  })
}

/** Revokes the link with this id or name: what runs with it ends within seconds. Gives the exit code; throws CliError. */
export async function revoke(flags: Flags, which: string, json: boolean): Promise<number> {
  return atDesk(flags, async ({ access }) => {
    const named = access.links.filter(
      ({ id, name, revokedAt }) => id === which || (name === which && revokedAt === undefined),
    )
    const [link] = named
    if (!link) throw new CliError(1, `There is no link "${which}".`, { hint: 'tunnelcam shares lists them.' })
    if (named.length > 1)
      throw new CliError(
        1,
        `There are ${named.length} links "${which}": ${named.map(({ id }) => id).join(', ')}. Name one by its id.`,
      )
    if ((await access.revoke(link.id)) === 'printed')
      throw new CliError(1, 'The printed links end with the signing key.', {
        hint: 'tunnelcam rotate makes a new one.',
      })
    const said = `"${link.name}" (${link.id}) is revoked: who watches with it is cut off within seconds.`
    process.stdout.write(json ? `${JSON.stringify({ id: link.id, revoked: true })}\n` : `${said}\n`)
    return 0
  })
}

function rows(link: Link, state: string, watching: readonly Viewing[], { bold, dim, green, yellow }: Colors): string[] {
  const { id, name, role, cameras, expiresAt } = link
  const what =
    link.kind === 'embed' ? `${link.output} of ${link.cameras}` : cameras === 'all' ? 'all cameras' : cameras.join(', ')
  const until =
    state !== 'valid'
      ? yellow(state)
      : expiresAt === undefined
        ? 'until revoked'
        : `until ${new Date(expiresAt).toLocaleString()}`
  const viewers = watching.filter(viewing => viewing.link === id)
  return [
    `${id.padEnd(10)}${bold(name)}  ${role === 'viewer' ? what : role}, ${until}`,
    ...viewers.map(
      ({ camera, output, address, device, since }) =>
        `          ${green('●')} ${camera} by ${output}, ${device} at ${address}, ${dim(`since ${new Date(since).toLocaleTimeString()}`)}`,
    ),
  ]
}
