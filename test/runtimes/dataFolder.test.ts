import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { MadeLink } from '../../src/access/link.ts'
import type { AccessStore } from '../../src/access/store.ts'
import { openDataFolder } from '../../src/runtimes/dataFolder.ts'
import { until } from '../support/until.ts'

let parent: string
let folder: string
let warnings: string[]
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tunnelcam-data-'))
  folder = join(parent, 'of', 'tunnelcam')
  warnings = []
})
afterEach(() => rm(parent, { recursive: true, maxRetries: 3 }))

const log = { debug() {}, info() {}, error() {}, warn: (_: object, message: string) => void warnings.push(message) }
/** What a store keeps, as it is read when it tells of changes. */
async function watching(store: AccessStore) {
  const watched = { seen: await store.read(), stop: async () => {} }
  let reading = Promise.resolve()
  const stop = store.watch(() => {
    reading = reading.then(async () => {
      watched.seen = await store.read()
    })
    return reading
  })
  watched.stop = async () => {
    await stop()
    await reading
  }
  onTestFinished(watched.stop)
  return watched
}

const opened = () => openDataFolder(folder, log)
const mode = async (...path: string[]) => ((await stat(join(folder, ...path))).mode & 0o777).toString(8)

const grandma: MadeLink = {
  ...{ kind: 'share', id: 'grandma1', name: 'Grandma', role: 'viewer', cameras: ['front'] },
  ...{ hash: 'h'.repeat(43), createdAt: 1000 },
}

describe('what is made', () => {
  test('is for its user alone', async () => {
    const store = await opened()
    await store.read()
    await store.saveLink(grandma)
    store.saveAudit({ at: 0, event: 'share', link: null, name: null, address: null, count: 1, detail: 'Made.' })
    await until('the audit log is there', async () => (await readdir(folder)).includes('audit.log'))
    expect([
      await mode(),
      await mode('links'),
      await mode('key'),
      await mode('links', 'grandma1.json'),
      await mode('audit.log'),
    ]).toEqual(['700', '700', '600', '600', '600'])
  })

  test('is made so again where it was wider', async () => {
    const first = await opened()
    await first.read()
    await first.saveLink(grandma)
    await chmod(join(folder, 'links'), 0o755)
    await chmod(join(folder, 'key'), 0o644)
    await chmod(join(folder, 'links', 'grandma1.json'), 0o644)
    await writeFile(join(folder, 'audit.log'), '', { mode: 0o644 })
    const again = await opened()
    await again.read()
    await again.saveLink(grandma)
    again.saveAudit({ at: 0, event: 'share', link: null, name: null, address: null, count: 1, detail: 'Made.' })
    await until('it is written', async () => (await readFile(join(folder, 'audit.log'), 'utf8')) !== '')
    expect([
      await mode('links'),
      await mode('key'),
      await mode('links', 'grandma1.json'),
      await mode('audit.log'),
    ]).toEqual(['700', '600', '600', '600'])
  })

  test('of a folder that somebody else made only what is in it: it may be shared with others', async () => {
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await (await opened()).read()
    expect([await mode(), await mode('key'), await mode('links')]).toEqual(['755', '600', '700'])
  })
})

describe('the key', () => {
  test('is the same at each start', async () => {
    const keys = [await (await opened()).read(), await (await opened()).read()].map(({ key }) =>
      Buffer.from(key).toString('hex'),
    )
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(keys[1]).toBe(keys[0])
  })

  test('is one, however many programs start at once', async () => {
    for (let round = 0; round < 20; round++) {
      await rm(folder, { recursive: true, force: true })
      const stores = await Promise.all(Array.from({ length: 8 }, opened))
      const kept = await Promise.all(stores.map(store => store.read()))
      expect(new Set(kept.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(1)
    }
  })

  test('that another program is just writing is waited for', async () => {
    const store = await opened()
    const { key } = await store.read()
    const text = await readFile(join(folder, 'key'), 'utf8')
    await writeFile(join(folder, 'key'), '')
    const reading = store.read()
    await writeFile(join(folder, 'key'), text)
    expect((await reading).key).toEqual(key)
  })

  test('can be put in place of the old one', async () => {
    const store = await opened()
    await store.read()
    const next = new Uint8Array(32).fill(7)
    await store.saveKey(next)
    expect([(await store.read()).key, await mode('key'), await readdir(folder)]).toEqual([
      next,
      '600',
      ['key', 'links'],
    ])
  })

  test.each([
    ['empty', ''],
    ['too short', 'AAAA\n'],
    ['too long', 'A'.repeat(100)],
    ['something else', '-----BEGIN PRIVATE KEY-----\n'],
  ])('that is %s is told, and is not overwritten', async (_, text) => {
    const store = await opened()
    await writeFile(join(folder, 'key'), text)
    await expect(store.read()).rejects.toThrow(
      `${folder}/key is not a signing key. Remove it, and a new one is made; all links printed so far end with it.`,
    )
    expect(await readFile(join(folder, 'key'), 'utf8')).toBe(text)
  })
})

describe('links', () => {
  test('are read as they were kept', async () => {
    const store = await opened()
    const dashboard: MadeLink = {
      ...grandma,
      kind: 'embed',
      id: 'dash1234',
      output: 'hls',
      expiresAt: 5,
      revokedAt: 6,
    } as MadeLink
    await Promise.all([store.saveLink(grandma), store.saveLink(dashboard)])
    await store.saveLink({ ...grandma, name: 'Granny' })
    const { links } = await (await opened()).read()
    const { hash: _, ...embed } = dashboard as MadeLink & { hash: string }
    expect(links).toEqual(expect.arrayContaining([{ ...grandma, name: 'Granny' }, embed]))
    expect([links.length, (await readdir(join(folder, 'links'))).sort()]).toEqual([
      2,
      ['dash1234.json', 'grandma1.json'],
    ])
  })

  test.each([
    ['no JSON', '{"kind":'],
    ['an empty file', ''],
    ['another shape', '{"kind":"share","role":"owner"}'],
  ])('that are %s open nothing and harm no others', async (_, text) => {
    const store = await opened()
    await store.saveLink(grandma)
    await writeFile(join(folder, 'links', 'broken00.json'), text)
    await writeFile(join(folder, 'links', 'notes.txt'), 'mine')
    expect((await store.read()).links).toEqual([grandma])
    expect(warnings).toEqual([`${folder}/links/broken00.json is not a link that can be read, so it opens nothing.`])
  })

  test('that can’t be written whole are not written at all', async () => {
    const store = await opened()
    await mkdir(join(folder, 'links', 'grandma1.json'))
    await expect(store.saveLink(grandma)).rejects.toThrow()
    expect(await readdir(join(folder, 'links'))).toEqual(['grandma1.json'])
  })
})

describe('what another program changes is noticed within 2 s', () => {
  const key = (byte: number) => new Uint8Array(32).fill(byte)
  const revoked = { ...grandma, revokedAt: 2000 }
  test.each<
    [string, (other: AccessStore) => Promise<unknown>, (kept: Awaited<ReturnType<AccessStore['read']>>) => boolean]
  >([
    ['a new link', other => other.saveLink({ ...grandma, id: 'uncle123' }), ({ links }) => links.length === 2],
    ['a link that is revoked', other => other.saveLink(revoked), ({ links }) => links[0]?.revokedAt === 2000],
    [
      'a link whose file is removed',
      () => rm(join(folder, 'links', 'grandma1.json')),
      ({ links }) => links.length === 0,
    ],
    ['a new key', other => other.saveKey(key(7)), kept => kept.key[0] === 7],
    [
      'a key that is removed: there is a new one',
      () => rm(join(folder, 'key')),
      kept => kept.key[0] !== 1 || kept.key[1] !== 1,
    ],
  ])('%s, and again', async (_, change, holds) => {
    const [mine, other] = await Promise.all([opened(), opened()])
    const watched = await watching(mine)
    for (let round = 0; round < 2; round++) {
      await other.saveKey(key(1))
      await other.saveLink(grandma)
      await until(
        'it is as before',
        () =>
          watched.seen.key[0] === 1 && watched.seen.links.length > 0 && watched.seen.links[0]?.revokedAt === undefined,
        4000,
      )
      await change(other)
      await until('it is noticed', () => holds(watched.seen), 2000)
      await rm(join(folder, 'links', 'uncle123.json'), { force: true })
    }
    await watched.stop()
  })

  test('also when it is changed before the watching has begun', async () => {
    const [mine, other] = await Promise.all([opened(), opened()])
    const watched = await watching(mine)
    await other.saveLink(grandma)
    await until('it is noticed', () => watched.seen.links.length === 1, 4000)
    await watched.stop()
  })

  test('until it is no longer watched', async () => {
    const store = await opened()
    await store.read()
    let news = 0
    const stop = store.watch(async () => {
      news++
    })
    await until('it is watched', () => news > 0)
    await stop()
    const before = news
    await store.saveLink(grandma)
    await (await opened()).read()
    expect(news).toBe(before)
  })
})

test('a folder that can’t be made is an error of the system', async () => {
  await writeFile(join(parent, 'of'), 'a file')
  await expect(opened()).rejects.toMatchObject({ code: 'ENOTDIR' })
})
