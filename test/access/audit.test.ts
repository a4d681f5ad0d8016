import { expect, test } from 'vitest'
import { Audit, type AuditEntry } from '../../src/access/audit.ts'

const NOW = 1_800_000_000_000

function given() {
  const logged: unknown[] = []
  const kept: AuditEntry[] = []
  const log = {
    debug() {},
    warn() {},
    error() {},
    info: (fields: object, message: string) => void logged.push([fields, message]),
  }
  return { audit: new Audit(log, entry => void kept.push(entry)), logged, kept }
}

const entry: AuditEntry = {
  at: NOW,
  event: 'refusal',
  link: null,
  name: null,
  address: '203.0.113.9',
  count: 1,
  detail: 'A wrong code.',
}

test('an event is an entry, a line of the log, and is kept', () => {
  const { audit, logged, kept } = given()
  audit.add({ event: 'entry', link: 'grandma1', name: 'Grandma', address: '203.0.113.9', detail: 'Came in.' }, NOW)
  const whole = {
    at: NOW,
    event: 'entry',
    link: 'grandma1',
    name: 'Grandma',
    address: '203.0.113.9',
    count: 1,
    detail: 'Came in.',
  }
  expect([audit.entries, kept]).toEqual([[whole], [whole]])
  expect(logged).toEqual([
    [{ audit: 'entry', link: 'grandma1', linkName: 'Grandma', address: '203.0.113.9' }, 'Came in.'],
  ])
})

test('what an event does not say is null', () => {
  const { audit } = given()
  audit.add({ event: 'rotation', detail: 'A new key.' }, NOW)
  expect(audit.entries).toEqual([
    { at: NOW, event: 'rotation', link: null, name: null, address: null, count: 1, detail: 'A new key.' },
  ])
})

test('the newest stands first', () => {
  const { audit } = given()
  for (const detail of ['first', 'second', 'third']) audit.add({ event: 'share', detail }, NOW)
  expect(audit.entries.map(({ detail }) => detail)).toEqual(['third', 'second', 'first'])
})

test.each([
  ['the same at once', {}, 0, [{ ...entry, count: 2 }], 1],
  ['the same within the minute', {}, 59_999, [{ ...entry, count: 2 }], 1],
  ['the same after a minute', {}, 60_000, [{ ...entry, at: NOW + 60_000 }, entry], 2],
  ['another address', { address: '203.0.113.10' }, 5, [{ ...entry, at: NOW + 5, address: '203.0.113.10' }, entry], 2],
  ['another link', { link: 'a' }, 5, [{ ...entry, at: NOW + 5, link: 'a' }, entry], 2],
  ['another detail', { detail: 'Other.' }, 5, [{ ...entry, at: NOW + 5, detail: 'Other.' }, entry], 2],
  ['another event', { event: 'entry' as const }, 5, [{ ...entry, at: NOW + 5, event: 'entry' }, entry], 2],
])('%s', (_, more, later, entries, lines) => {
  const { audit, logged, kept } = given()
  const event = { event: 'refusal' as const, address: '203.0.113.9', detail: 'A wrong code.' }
  audit.add(event, NOW)
  audit.add({ ...event, ...more }, NOW + later)
  expect([audit.entries, logged.length, kept.length]).toEqual([entries, lines, lines])
})

test('ten thousand wrong codes from one address are one line, with their number', () => {
  const { audit, logged } = given()
  for (let i = 0; i < 10_000; i++)
    audit.add({ event: 'refusal', address: '203.0.113.9', detail: 'A wrong code.' }, NOW + i)
  expect([audit.entries, logged.length]).toEqual([[{ ...entry, count: 10_000 }], 1])
})

test('refusals from everywhere are thirty lines a minute and one for all others; what matters is told all the same', () => {
  const { audit, logged } = given()
  for (let i = 0; i < 1000; i++)
    audit.add({ event: 'refusal', address: `10.0.${i >> 8}.${i & 255}`, detail: 'A wrong code.' }, NOW + i)
  audit.add({ event: 'revocation', detail: '"Grandma" was revoked.' }, NOW + 1000)
  expect(logged.length).toBe(32)
  expect(audit.entries.slice(0, 2)).toEqual([
    { ...entry, at: NOW + 1000, event: 'revocation', address: null, detail: '"Grandma" was revoked.' },
    { ...entry, at: NOW + 30, address: null, count: 970, detail: 'Refused: too many attempts to name each.' },
  ])
  audit.add({ event: 'refusal', address: '192.0.2.1', detail: 'A wrong code.' }, NOW + 61_000)
  expect(audit.entries[0]).toEqual({ ...entry, at: NOW + 61_000, address: '192.0.2.1' })
})

test('who comes in to more than sixty cameras a minute is told of sixty, and of all others together', () => {
  const { audit, logged, kept } = given()
  for (let i = 0; i < 1000; i++)
    audit.add({ event: 'entry', address: '10.0.0.1', detail: `Somebody watches ${i % 500} by "All".` }, NOW + i)
  expect([logged.length, kept.length]).toEqual([61, 61])
  expect(audit.entries[0]).toMatchObject({
    count: 880,
    address: null,
    detail: 'Entered: too many at a time to name each.',
  })
  expect(audit.entries.at(-1)).toMatchObject({ count: 2, detail: 'Somebody watches 0 by "All".' })
})

test('200 entries are remembered, the newest; all are kept', () => {
  const { audit, kept } = given()
  for (let i = 0; i < 500; i++) audit.add({ event: 'share', detail: String(i) }, NOW)
  expect(audit.entries.map(({ detail }) => detail)).toEqual(Array.from({ length: 200 }, (_, i) => String(499 - i)))
  expect(kept.length).toBe(500)
})
