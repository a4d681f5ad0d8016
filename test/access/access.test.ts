import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Access, type Entry } from '../../src/access/access.ts'
import type { MadeLink } from '../../src/access/link.ts'
import { OPEN_PASS, type Pass } from '../../src/access/pass.ts'
import type { AccessStore } from '../../src/access/store.ts'
import { unkept } from '../../src/access/unkept.ts'
import type { Asking } from '../../src/access/watching.ts'
import { givenAccess } from '../support/gate.ts'
import { memoryStore } from '../support/memoryStore.ts'
import { until } from '../support/until.ts'

const NOW = 1_800_000_000_000
const DAY = 24 * 3600_000
let store: ReturnType<typeof memoryStore>
let access: Access
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval'] })
  store = memoryStore()
  access = await givenAccess(store)
})
afterEach(async () => {
  await access.close()
  vi.useRealTimers()
})

/** The pass that a code, session or ticket opens; throws when there is none. */
async function passBy(entry: Promise<Entry>): Promise<Pass> {
  const found = await entry
  if (found.kind !== 'pass') throw new Error(`it is ${found.kind}`)
  return found.pass
}

const asking = (pass: Pass): Asking => ({
  pass,
  camera: 'front',
  output: 'mjpeg',
  holder: 'h',
  address: '',
  device: '',
})

describe('the printed links', () => {
  test('open what they are for', async () => {
    const { owner, viewer } = access.printedCodes
    expect(await Promise.all([owner, viewer].map(code => passBy(access.byCode(code))))).toEqual([
      { link: 'owner', name: 'Owner', role: 'owner', cameras: 'all' },
      { link: 'viewer', name: 'Printed link', role: 'viewer', cameras: 'all' },
    ])
    expect(owner).not.toBe(viewer)
  })

  test('are the same at each start with the same key, and others with another', async () => {
    const again = await givenAccess(store)
    const other = await givenAccess()
    expect(again.printedCodes).toEqual(access.printedCodes)
    expect(other.printedCodes.owner).not.toBe(access.printedCodes.owner)
    expect(await access.byCode(other.printedCodes.owner)).toEqual({ kind: 'wrong' })
    await Promise.all([again.close(), other.close()])
  })

  test('are not to be revoked', async () => {
    expect([await access.revoke('owner'), await access.revoke('viewer')]).toEqual(['printed', 'printed'])
    expect((await access.byCode(access.printedCodes.owner)).kind).toBe('pass')
  })
})

describe('a shared link', () => {
  test('is kept with the hash of its code, and never with the code', async () => {
    const { link, code } = await access.share({ name: 'Grandma', cameras: ['front'], expiresAt: NOW + DAY })
    expect(store.links).toEqual([
      {
        ...{ kind: 'share', id: link.id, name: 'Grandma', role: 'viewer', cameras: ['front'] },
        ...{ hash: expect.stringMatching(/^[\w-]{43}$/), createdAt: NOW, expiresAt: NOW + DAY },
      },
    ])
    expect(JSON.stringify([store.links, store.audit])).not.toContain(code)
    expect(await access.byCode(code.toUpperCase())).toEqual({
      kind: 'pass',
      holder: link.id,
      pass: { link: link.id, name: 'Grandma', role: 'viewer', cameras: ['front'], expiresAt: NOW + DAY },
    })
  })

  test('stands behind the printed ones and those that are older', async () => {
    for (const name of ['A', 'B']) {
      await access.share({ name, cameras: 'all' })
      vi.setSystemTime(Date.now() + 1)
    }
    store.links.reverse()
    const again = await givenAccess(store)
    expect(again.links.map(({ name }) => name)).toEqual(['Printed link', 'Owner', 'A', 'B'])
    await again.close()
  })

  test.each([
    ['before its end', DAY - 1, 'pass'],
    ['at its end', DAY, 'expired'],
  ])('%s', async (_, ms, kind) => {
    const { code } = await access.share({ name: 'Grandma', cameras: 'all', expiresAt: NOW + DAY })
    vi.setSystemTime(NOW + ms)
    expect((await access.byCode(code)).kind).toBe(kind)
  })

  test('that was revoked is told to be, with its name and nothing else', async () => {
    const { link, code } = await access.share({ name: 'Grandma', cameras: 'all' })
    expect(await access.revoke(link.id)).toBe('revoked')
    expect(await access.byCode(code)).toEqual({ kind: 'revoked', link: link.id, name: 'Grandma' })
    expect(await access.revoke(link.id)).toBe('revoked')
    expect(store.links.map(({ revokedAt }) => revokedAt)).toEqual([NOW])
  })

  test('for a publisher opens as one', async () => {
    const { code } = await access.share({ name: 'Shed', cameras: ['shed'] }, 'publisher')
    expect((await passBy(access.byCode(code))).role).toBe('publisher')
  })

  test('that there is not can’t be revoked', async () => expect(await access.revoke('nobody00')).toBe('unknown'))
})

test.each([
  ['nothing', ''],
  ['no code', 'open sesame'],
  ['a code of nobody', '0'.repeat(26)],
  ['the hash of a code, as it is kept', 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'],
])('%s opens nothing', async (_, text) => expect(await access.byCode(text)).toEqual({ kind: 'wrong' }))

describe('a session', () => {
  test('lasts 30 days', async () => {
    const { token, expiresAt } = await access.session(await passBy(access.byCode(access.printedCodes.owner)))
    expect(expiresAt).toBe(NOW + 30 * DAY)
    vi.setSystemTime(NOW + 30 * DAY - 1)
    expect(await access.byToken('session', token)).toMatchObject({
      kind: 'pass',
      pass: { role: 'owner' },
      tokenEndsAt: NOW + 30 * DAY,
    })
    vi.setSystemTime(NOW + 30 * DAY)
    expect(await access.byToken('session', token)).toEqual({ kind: 'expired', link: 'owner', name: 'Owner' })
  })

  test.each([
    ['in an hour', 3600_000],
    ['in a moment that is no whole second', 12_345],
    ['in less than a second', 1],
  ])('ends with its link, %s', async (_, ms) => {
    const { code } = await access.share({ name: 'Grandma', cameras: 'all', expiresAt: NOW + ms })
    const { token, expiresAt } = await access.session(await passBy(access.byCode(code)))
    expect(expiresAt).toBe(NOW + ms)
    vi.setSystemTime(NOW + ms - 1)
    expect((await access.byToken('session', token)).kind).toBe('pass')
    vi.setSystemTime(NOW + ms)
    expect((await access.byToken('session', token)).kind).toBe('expired')
  })

  test('is of one browser, and stays of it when it is given anew', async () => {
    const pass = await passBy(access.byCode(access.printedCodes.viewer))
    const holders = await Promise.all(
      [access.session(pass), access.session(pass), access.session(pass, 'abcd1234')].map(async session => {
        const entry = await access.byToken('session', (await session).token)
        return entry.kind === 'pass' ? entry.holder : entry.kind
      }),
    )
    expect(new Set(holders).size).toBe(3)
    expect(holders[2]).toBe('abcd1234')
  })

  test('is no ticket, nor the other way round', async () => {
    const pass = await passBy(access.byCode(access.printedCodes.viewer))
    const { token } = await access.session(pass)
    expect(await access.byToken('ticket', token)).toEqual({ kind: 'wrong' })
    expect(await access.byToken('session', await access.ticket(pass, '0'))).toEqual({ kind: 'wrong' })
  })

  test('of a link that is gone opens nothing', async () => {
    const { code } = await access.share({ name: 'Grandma', cameras: 'all' })
    const { token } = await access.session(await passBy(access.byCode(code)))
    store.links.length = 0
    store.touch()
    await until('the link is gone', () => access.links.length === 2)
    expect(await access.byToken('session', token)).toEqual({ kind: 'wrong' })
  })
})

describe('a ticket', () => {
  test('of an embed is for its output, and holds until it is revoked', async () => {
    const { link, ticket } = await access.embed({ name: 'Dashboard', cameras: ['front'] }, 'mjpeg')
    vi.setSystemTime(NOW + 10_000 * DAY)
    expect(await access.byToken('ticket', ticket)).toEqual({
      kind: 'pass',
      holder: '0',
      pass: { link: link.id, name: 'Dashboard', role: 'viewer', cameras: ['front'], output: 'mjpeg' },
    })
    await access.revoke(link.id)
    expect(await access.byToken('ticket', ticket)).toEqual({ kind: 'revoked', link: link.id, name: 'Dashboard' })
    expect(JSON.stringify([store.links, store.audit])).not.toContain(ticket)
  })

  test('of an embed with an end ends then', async () => {
    const { ticket } = await access.embed({ name: 'Dashboard', cameras: ['front'], expiresAt: NOW + 1500 }, 'hls')
    vi.setSystemTime(NOW + 1499)
    expect((await access.byToken('ticket', ticket)).kind).toBe('pass')
    vi.setSystemTime(NOW + 1500)
    expect((await access.byToken('ticket', ticket)).kind).toBe('expired')
  })

  test('of the owner is for watching only: addresses are passed on', async () => {
    const owner = await passBy(access.byCode(access.printedCodes.owner))
    const pass = await passBy(access.byToken('ticket', await access.ticket(owner, '0', NOW + DAY)))
    expect(pass).toEqual({ ...owner, role: 'viewer' })
  })

  test('of an embed is no code, and an embed has none', async () => {
    const { ticket } = await access.embed({ name: 'Dashboard', cameras: ['front'] }, 'mjpeg')
    expect(await access.byCode(ticket)).toEqual({ kind: 'wrong' })
  })
})

describe('what was changed by another program', () => {
  test('a link that it made opens', async () => {
    const other = await givenAccess(store)
    const { code } = await other.share({ name: 'Grandma', cameras: 'all' })
    store.touch()
    await until('the link is there', () => access.links.length === 3)
    expect((await access.byCode(code)).kind).toBe('pass')
    await other.close()
  })

  test('a link that it revoked ends here, and who watches with it', async () => {
    const { link, code } = await access.share({ name: 'Grandma', cameras: 'all' })
    const { ended } = access.watching.begin(asking(await passBy(access.byCode(code))), Date.now())
    const other = await givenAccess(store)
    await other.revoke(link.id)
    store.touch()
    await until('it has ended', () => ended.aborted)
    expect((await access.byCode(code)).kind).toBe('revoked')
    await other.close()
  })

  test('with a new key all sessions, tickets, printed codes and visits end, and what is open goes on', async () => {
    const { code } = await access.share({ name: 'Grandma', cameras: 'all' })
    const shared = await passBy(access.byCode(code))
    const { token } = await access.session(shared)
    const { ticket } = await access.embed({ name: 'Dashboard', cameras: ['front'] }, 'mjpeg')
    const before = access.printedCodes
    const visits = [shared, OPEN_PASS, cloudflare].map(pass => access.watching.begin(asking(pass), Date.now()))
    await store.saveKey(new Uint8Array(32).fill(7))
    await until('the codes are new', () => access.printedCodes.owner !== before.owner)
    await until('the visit has ended', () => visits[0]?.ended.aborted === true)
    const opened = [
      ...[access.byToken('session', token), access.byToken('ticket', ticket)],
      ...[before.owner, before.viewer, code].map(text => access.byCode(text)),
    ]
    expect((await Promise.all(opened)).map(({ kind }) => kind)).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'pass'])
    expect(visits.map(({ ended }) => ended.aborted)).toEqual([true, false, false])
    expect(access.audit.entries[0]).toMatchObject({
      event: 'rotation',
      detail: 'There is a new signing key: all sessions have ended.',
    })
  })

  test('what was read earlier never stands over what was read later', async () => {
    const { slow, release } = slowStore()
    const mine = await Access.open(slow, { log, limits })
    const { link, code } = await mine.share({ name: 'Grandma', cameras: 'all' })
    /** As long as any reading that is not held up needs: each is some hashes too. */
    const settled = async () => {
      for (let i = 0; i < 50; i++) await mine.byCode(code)
    }
    store.touch() // is read as it is now, and comes late
    await Promise.resolve()
    await store.saveLink({ ...link, revokedAt: NOW })
    store.touch()
    await settled()
    release()
    await settled()
    expect((await mine.byCode(code)).kind).toBe('revoked')
    await mine.close()
  })

  test('nor over a link that was made meanwhile', async () => {
    const { slow, release } = slowStore()
    const mine = await Access.open(slow, { log, limits })
    store.touch() // is read as it is now, and comes late
    const making = mine.share({ name: 'Grandma', cameras: 'all' })
    for (let i = 0; i < 50; i++) await mine.byCode('0'.repeat(26)) // as long as making it needs
    release()
    const { code } = await making
    for (let i = 0; i < 50; i++) await mine.byCode(code)
    expect((await mine.byCode(code)).kind).toBe('pass')
    await mine.close()
  })

  test('what can’t be read is told, and what is known goes on', async () => {
    const errors: string[] = []
    let broken = false
    const failing: AccessStore = {
      ...store,
      read: async () => (broken ? Promise.reject(new Error('the disk is gone')) : store.read()),
    }
    const told = { ...log, error: (_: object, message: string) => void errors.push(message) }
    const mine = await Access.open(failing, { log: told, limits })
    broken = true
    store.touch()
    await until('it is told', () => errors.length > 0)
    expect(errors).toEqual(['What is kept about access can’t be read.'])
    expect((await mine.byCode(mine.printedCodes.owner)).kind).toBe('pass')
    broken = false
    await mine.share({ name: 'Grandma', cameras: 'all' })
    await store.saveKey(new Uint8Array(32).fill(7))
    await until('it is read again', async () => (await mine.byCode((await givenCode(7)).owner)).kind === 'pass')
    await mine.close()
  })
})

const log = { debug() {}, info() {}, warn() {}, error() {} }
const limits = { perCamera: 9, perLink: 9 }
const cloudflare: Pass = {
  link: 'cloudflare',
  name: 'a@b.example',
  role: 'viewer',
  cameras: 'all',
  expiresAt: NOW + 3000,
}

async function givenCode(byte: number): Promise<{ owner: string }> {
  const fresh = memoryStore()
  await fresh.saveKey(new Uint8Array(32).fill(byte))
  const other = await givenAccess(fresh)
  await other.close()
  return other.printedCodes
}

/** The store, but its second reading comes only when it is released. */
function slowStore(): { slow: AccessStore; release(): void } {
  let readings = 0
  let release = () => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const read = async () => {
    const kept = await store.read()
    if (++readings === 2) await released
    return kept
  }
  return { slow: { ...store, read }, release: () => release() }
}

describe('while somebody watches', () => {
  test.each<[string, () => Promise<Pass>, number | undefined]>([
    [
      'by a link with an end: until then',
      async () =>
        passBy(access.byCode((await access.share({ name: 'G', cameras: 'all', expiresAt: NOW + 3000 })).code)),
      3000,
    ],
    [
      'by a link without',
      async () => passBy(access.byCode((await access.share({ name: 'G', cameras: 'all' })).code)),
      undefined,
    ],
    ['as anyone, where it is open', async () => OPEN_PASS, undefined],
    ['by Cloudflare Access: as long as its word holds', async () => cloudflare, 3000],
    ['by a link that there is not', async () => ({ ...OPEN_PASS, link: 'nobody00' }), 1000],
  ])('%s', async (_, pass, endsAfter) => {
    const { ended } = access.watching.begin(asking(await pass()), NOW)
    const endedAt = [1, 2, 3, 4, 5].find(() => {
      vi.advanceTimersByTime(1000)
      return ended.aborted
    })
    expect(endedAt).toBe(endsAfter === undefined ? undefined : endsAfter / 1000)
  })

  test('a link that is revoked ends it at once', async () => {
    const { link, code } = await access.share({ name: 'Grandma', cameras: 'all' })
    const { ended } = access.watching.begin(asking(await passBy(access.byCode(code))), NOW)
    await access.revoke(link.id)
    expect(ended.aborted).toBe(true)
  })
})

test('shares and revocations are in the audit log, without secrets', async () => {
  const { link } = await access.share({ name: 'Grandma', cameras: 'all' })
  const { link: embed } = await access.embed({ name: 'Dashboard', cameras: ['front'] }, 'hls')
  await access.revoke(link.id)
  const entry = { at: NOW, address: null, count: 1 }
  expect(store.audit).toEqual([
    { ...entry, event: 'share', link: link.id, name: 'Grandma', detail: '"Grandma" was made.' },
    { ...entry, event: 'share', link: embed.id, name: 'Dashboard', detail: '"Dashboard" was made.' },
    { ...entry, event: 'revocation', link: link.id, name: 'Grandma', detail: '"Grandma" was revoked.' },
  ])
  expect(access.audit.entries).toEqual([...store.audit].reverse())
})

test('a link that can’t be kept is none', async () => {
  const failing: AccessStore = { ...store, saveLink: async () => Promise.reject(new Error('the disk is full')) }
  const mine = await Access.open(failing, { log, limits })
  await expect(mine.share({ name: 'Grandma', cameras: 'all' })).rejects.toThrow('the disk is full')
  expect([mine.links.length, store.audit]).toEqual([2, []])
  await mine.close()
})

test('what is kept nowhere ends with the program', async () => {
  const keeping = unkept()
  const mine = await Access.open(keeping, { log, limits })
  const { code } = await mine.share({ name: 'Grandma', cameras: 'all' })
  expect((await mine.byCode(code)).kind).toBe('pass')
  const links: readonly MadeLink[] = (await keeping.read()).links
  expect(links).toEqual([])
  await mine.close()
})
