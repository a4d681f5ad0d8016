import type { Access } from '../../src/access/access.ts'
import type { Pass } from '../../src/access/pass.ts'
import { givenAccess } from '../support/gate.ts'

/** What somebody is let do; undefined for who is let do nothing. */
export type Rights = Pick<Pass, 'role' | 'cameras' | 'output'> | undefined

/** Somebody, and how he shows who he is: by headers, or by a ticket in the address. */
export interface Somebody {
  readonly who: string
  readonly rights: Rights
  readonly headers?: Readonly<Record<string, string>>
  readonly ticket?: string
}

const bearer = (code: string) => ({ Authorization: `Bearer ${code}` })
const cookie = (token: string) => ({ Cookie: `tunnelcam=${token}` })
const all = { role: 'viewer', cameras: 'all' } as const

/** One of each kind of people and programs that may come, where there are cameras `front` and `back`; owners last. */
export async function everybody(access: Access): Promise<Somebody[]> {
  return [...nobodies(), ...(await outsiders(access)), ...(await guests(access)), ...(await owners(access))]
}

function nobodies(): Somebody[] {
  const madeUp = `owner.0.a.${'a'.repeat(43)}`
  return [
    { who: 'nobody', rights: undefined },
    { who: 'who makes up a session', rights: undefined, headers: cookie(madeUp) },
    { who: 'who makes up a ticket', rights: undefined, ticket: madeUp },
  ]
}

async function outsiders(access: Access): Promise<Somebody[]> {
  const [wish, past, rights] = [{ name: 'Old', cameras: 'all' as const }, Date.now() - 1000, undefined]
  const other = await givenAccess()
  const elsewhere = await other.session(await passOf(other, other.printedCodes.owner))
  await other.close()
  const expired = await access.share({ ...wish, expiresAt: past })
  const owner = await passOf(access, access.printedCodes.owner)
  const revoked = await access.share(wish)
  const session = await access.session(await passOf(access, revoked.code))
  const embed = await access.embed({ name: 'Old', cameras: ['front'] }, 'mjpeg')
  for (const { link } of [revoked, embed]) await access.revoke(link.id)
  return [
    { who: 'the owner of another machine', rights, headers: cookie(elsewhere.token) },
    { who: 'who has an expired link', rights, headers: bearer(expired.code) },
    { who: 'who has a ticket that expired', rights, ticket: await access.ticket(owner, '0', past) },
    { who: 'who has a revoked link', rights, headers: bearer(revoked.code) },
    { who: 'who came in by a link that was revoked since', rights, headers: cookie(session.token) },
    { who: 'a program whose address was revoked', rights, ticket: embed.ticket },
  ]
}

async function guests(access: Access): Promise<Somebody[]> {
  const printed = await access.session(await passOf(access, access.printedCodes.viewer))
  const guest = async (role: 'viewer' | 'publisher', camera: string) => {
    const { code } = await access.share({ name: 'Guest', cameras: [camera] }, role)
    return { rights: { role, cameras: [camera] }, headers: bearer(code) }
  }
  const publisherByTicket = async () => {
    const { code } = await access.share({ name: 'Program', cameras: ['front'] }, 'publisher')
    const rights = { role: 'publisher', cameras: ['front'] } as const
    return { rights, ticket: await access.ticket(await passOf(access, code), '0') }
  }
  const embeds = (['hls', 'mjpeg', 'still', 'live'] as const).map(async output => {
    const { ticket } = await access.embed({ name: 'Embed', cameras: ['front'] }, output)
    return { who: `a program with an address for ${output}`, rights: { ...all, cameras: ['front'], output }, ticket }
  })
  return [
    { who: 'who has the printed link', rights: all, headers: cookie(printed.token) },
    {
      who: 'a player with a ticket of theirs',
      rights: all,
      ticket: await access.ticket(await passOf(access, access.printedCodes.viewer), '0'),
    },
    { who: 'a viewer of this camera', ...(await guest('viewer', 'front')) },
    { who: 'a viewer of another camera', ...(await guest('viewer', 'back')) },
    { who: 'the publisher of this camera', ...(await guest('publisher', 'front')) },
    { who: 'the publisher of another camera', ...(await guest('publisher', 'back')) },
    { who: 'a program that publishes to this camera', ...(await publisherByTicket()) },
    ...(await Promise.all(embeds)),
  ]
}

async function owners(access: Access): Promise<Somebody[]> {
  const code = access.printedCodes.owner
  const rights = { role: 'owner', cameras: 'all' } as const
  const pass = await passOf(access, code)
  const { token } = await access.session(pass)
  return [
    { who: 'a player with a ticket of the owner', rights, ticket: await access.ticket(pass, '0') },
    { who: 'the owner', rights, headers: cookie(token) },
    { who: 'the owner, by a password', rights, headers: { Authorization: `Basic ${btoa(`anybody:${code}`)}` } },
  ]
}

async function passOf(access: Access, code: string): Promise<Pass> {
  const entry = await access.byCode(code)
  if (entry.kind !== 'pass') throw new Error(`the code is ${entry.kind}`)
  return entry.pass
}
