import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { MadeLink } from '../../src/access/link.ts'
import { openDataFolder } from '../../src/runtimes/dataFolder.ts'

async function given() {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-data-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const warnings: string[] = []
  const log = { debug() {}, info() {}, warn: (_: object, text: string) => void warnings.push(text), error() {} }
  return { links: join(folder, 'links'), store: await openDataFolder(folder, log), warnings }
}

const link: MadeLink = {
  kind: 'embed',
  id: 'abcd1234',
  name: 'Dashboard',
  role: 'viewer',
  cameras: ['front'],
  output: 'still',
  createdAt: 1,
}

test('a copy of a link’s file, as sync programs make, does not bring back what was revoked since', async () => {
  const { links, store, warnings } = await given()
  await store.saveLink(link)
  await copyFile(join(links, 'abcd1234.json'), join(links, 'abcd1234 (conflicted copy).json'))
  await store.saveLink({ ...link, revokedAt: 2 })
  expect((await store.read()).links).toEqual([{ ...link, revokedAt: 2 }])
  expect(warnings.join()).toContain('conflicted copy')
})

test('what is no link, or can’t be read, keeps nobody from reading the others', async () => {
  const { links, store, warnings } = await given()
  await store.saveLink(link)
  await mkdir(join(links, 'folder.json'))
  await writeFile(join(links, 'empty.json'), '')
  expect((await store.read()).links).toEqual([link])
  expect(warnings).toHaveLength(2)
})
