import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/access/audit.ts'
import { auditFile } from '../../src/runtimes/auditFile.ts'
import { until } from '../support/until.ts'

let folder: string
let file: string
let warnings: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-audit-'))
  file = join(folder, 'audit.log')
  warnings = []
})
afterEach(() => rm(folder, { recursive: true }))

const log = { debug() {}, info() {}, error() {}, warn: (_: object, message: string) => void warnings.push(message) }
const entry: AuditEntry = {
  at: 1_800_000_000_000,
  event: 'share',
  link: 'grandma1',
  name: 'Grandma',
  address: null,
  count: 1,
  detail: 'Made.',
}
const read = (path: string) => readFile(path, 'utf8').catch(() => '')

test('entries are lines of JSON in their order, with a time that people can read', async () => {
  const keep = auditFile(file, log)
  for (let i = 0; i < 50; i++) keep({ ...entry, detail: String(i) })
  await until('all are there', async () => (await read(file)).split('\n').length === 51)
  const lines = (await read(file)).trimEnd().split('\n')
  expect(lines[0]).toBe(
    '{"at":"2027-01-15T08:00:00.000Z","event":"share","link":"grandma1","name":"Grandma","address":null,"count":1,"detail":"0"}',
  )
  expect(lines.map(line => JSON.parse(line).detail)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)))
})

test('a name with line ends is one line', async () => {
  auditFile(file, log)({ ...entry, name: 'Grand\nma' })
  await until('it is there', async () => (await read(file)) !== '')
  expect((await read(file)).split('\n').length).toBe(2)
})

test('what is there stays, until it is a megabyte: then that goes to .1, and what was there away', async () => {
  const full = `${'x'.repeat(1_000_000)}\n`
  await writeFile(file, 'older\n')
  await writeFile(`${file}.1`, 'oldest\n')
  auditFile(file, log)(entry)
  await until('it is there', async () => (await read(file)).includes('Made.'))
  expect([(await read(file)).startsWith('older\n{'), await read(`${file}.1`)]).toEqual([true, 'oldest\n'])
  await writeFile(file, full)
  auditFile(file, log)(entry)
  await until('it is a new one', async () => (await read(file)).startsWith('{'))
  expect([(await read(file)).split('\n').length, (await read(`${file}.1`)) === full]).toEqual([2, true])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('where it can’t be written, that is told, and access goes on', async () => {
  await mkdir(file)
  const keep = auditFile(file, log)
  keep(entry)
  await until('it is told', () => warnings.length > 0)
  expect(warnings).toEqual([`${file} can’t be written: access goes on without it.`])
  await rm(file, { recursive: true })
  keep(entry)
  await until('it is written again', async () => (await read(file)) !== '')
})
