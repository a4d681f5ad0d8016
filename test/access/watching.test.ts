import { expect, test } from 'vitest'
import type { Pass } from '../../src/access/pass.ts'
import { type Asking, TooManyViewers, Watching } from '../../src/access/watching.ts'

const NOW = 1_800_000_000_000
const grandma: Pass = { link: 'grandma1', name: 'Grandma', role: 'viewer', cameras: 'all' }
const uncle: Pass = { ...grandma, link: 'uncle123', name: 'Uncle' }
const owner: Pass = { link: 'owner', name: 'Owner', role: 'owner', cameras: 'all' }
const asking: Asking = {
  pass: grandma,
  camera: 'front',
  output: 'mjpeg',
  holder: 'phone',
  address: '203.0.113.9',
  device: 'iPhone',
}
const watching = (perCamera = 1000, perLink = 1000) => new Watching({ perCamera, perLink })

/** 'in', or why not. */
function outcome(visit: () => unknown): string {
  try {
    visit()
    return 'in'
  } catch (error) {
    if (error instanceof TooManyViewers) return `${error.what}: ${error.message}`
    throw error
  }
}

test('who watches is listed until he leaves', () => {
  const all = watching()
  const stream = all.begin(asking, NOW)
  all.pass({ ...asking, output: 'hls' }, NOW + 5)
  const viewing = {
    link: 'grandma1',
    name: 'Grandma',
    camera: 'front',
    output: 'mjpeg',
    since: NOW,
    address: '203.0.113.9',
    device: 'iPhone',
  }
  expect(all.list(NOW + 10)).toEqual([viewing, { ...viewing, output: 'hls', since: NOW + 5 }])
  stream.leave()
  stream.leave() // does no harm
  expect(all.list(NOW + 10)).toEqual([{ ...viewing, output: 'hls', since: NOW + 5 }])
})

test.each([
  ['a passing visit, 10 s after its last request', 'pass', 10_000, 1],
  ['a passing visit, later than that', 'pass', 10_001, 0],
  ['a lasting visit, a day later', 'begin', 86_400_000, 1],
] as const)('%s', (_, kind, ms, count) => {
  const all = watching()
  all[kind](asking, NOW)
  expect(all.list(NOW + ms).length).toBe(count)
})

test('who comes back for the next request is the same viewer, since the first', () => {
  const all = watching()
  const visits = [0, 6000, 12_000, 18_000].map(ms => all.pass(asking, NOW + ms))
  expect(all.list(NOW + 28_000).map(({ since }) => since)).toEqual([NOW])
  expect(new Set(visits.map(({ ended }) => ended)).size).toBe(1)
  visits[0]?.leave() // of a passing visit it does nothing
  expect(all.list(NOW + 28_000).length).toBe(1)
})

test('camera, output, link and browser tell passing visits apart', () => {
  const all = watching()
  for (const more of [{}, { camera: 'back' }, { output: 'still' as const }, { pass: uncle }, { holder: 'laptop' }])
    all.pass({ ...asking, ...more }, NOW)
  expect(all.list(NOW).length).toBe(5)
})

const camera = 'camera: 2 are watching this camera already, which is the most.'
const link = 'link: 2 are watching with this link already, which is the most.'
const two = [{}, { holder: 'laptop' }]

test.each<[string, 'begin' | 'pass', [number, number], object[], object, string]>([
  ['a third stream of a camera', 'begin', [2, 9], two, { holder: 'tv' }, camera],
  ['a third, by another link', 'begin', [2, 9], two, { pass: uncle }, camera],
  ['a third, of another camera', 'begin', [2, 9], two, { camera: 'back' }, 'in'],
  ['a third stream by a link', 'begin', [9, 2], two, { holder: 'tv' }, link],
  ['a third by a link, of another camera', 'begin', [9, 2], two, { camera: 'back' }, link],
  ['a third, by another link', 'begin', [9, 2], two, { pass: uncle }, 'in'],
  ['a third stream of the same browser: each holds a connection', 'begin', [9, 2], [{}, {}], {}, link],
  ['a third browser of stills', 'pass', [2, 9], two, { holder: 'tv' }, camera],
  ['a browser that is there, for the next still', 'pass', [2, 9], two, {}, 'in'],
  ['a browser that is there, for another output', 'pass', [2, 9], two, { output: 'hls' }, 'in'],
  ['a browser that is there, of another camera by the same link', 'pass', [9, 2], two, { camera: 'back' }, 'in'],
  ['the owner, when all seats are taken', 'begin', [2, 2], two, { pass: owner }, 'in'],
  ['a viewer, where only owners watch', 'begin', [2, 2], [{ pass: owner }, { pass: owner }, { pass: owner }], {}, 'in'],
  [
    'a viewer, where only owners look at stills',
    'pass',
    [2, 2],
    [{ pass: owner }, { pass: owner, holder: 'tv' }],
    {},
    'in',
  ],
])('%s (%s, limits %o)', (_, kind, [perCamera, perLink], before, then, expected) => {
  const all = watching(perCamera, perLink)
  for (const more of before) all[kind]({ ...asking, ...more }, NOW)
  expect(outcome(() => all[kind]({ ...asking, ...then }, NOW))).toBe(expected)
})

test('a seat is free again when somebody leaves, or was not back for 10 s', () => {
  const all = watching(1)
  const stream = all.begin(asking, NOW)
  expect(outcome(() => all.pass(asking, NOW))).toBe('camera: 1 are watching this camera already, which is the most.')
  stream.leave()
  expect(outcome(() => all.pass(asking, NOW))).toBe('in')
  expect(outcome(() => all.pass({ ...asking, holder: 'tv' }, NOW + 10_000))).toContain('camera')
  expect(outcome(() => all.pass({ ...asking, holder: 'tv' }, NOW + 10_001))).toBe('in')
})

test('who was refused is not listed', () => {
  const all = watching(1)
  all.begin(asking, NOW)
  outcome(() => all.begin({ ...asking, pass: uncle }, NOW))
  expect(all.list(NOW).map(({ name }) => name)).toEqual(['Grandma'])
})

test('a review ends the visits of links that do not hold, and only those', () => {
  const all = watching()
  const mine = [all.begin(asking, NOW), all.pass(asking, NOW)]
  const his = [all.begin({ ...asking, pass: uncle }, NOW), all.pass({ ...asking, pass: uncle }, NOW)]
  all.review(held => held !== 'grandma1', NOW)
  expect([...mine, ...his].map(({ ended }) => ended.aborted)).toEqual([true, true, false, false])
  expect(all.list(NOW).map(({ name }) => name)).toEqual(['Uncle', 'Uncle'])
})

test('a visit by a pass that expires ends then, whatever its link', () => {
  const all = watching()
  const { ended } = all.begin({ ...asking, pass: { ...grandma, expiresAt: NOW + 5000 } }, NOW)
  const states = [4999, 5000].map(ms => {
    all.review(() => true, NOW + ms)
    return ended.aborted
  })
  expect(states).toEqual([false, true])
})

test('who is sent away and comes back is a new visit', () => {
  const all = watching()
  const before = all.pass(asking, NOW)
  all.review(() => false, NOW)
  const after = all.pass(asking, NOW + 1)
  expect([before.ended.aborted, after.ended.aborted]).toEqual([true, false])
})

test('viewers are counted by camera and output, owners too', () => {
  const all = watching()
  const more: Partial<Asking>[] = [{}, { pass: uncle }, { pass: owner }, { output: 'live' }, { camera: 'back' }]
  for (const one of more) all.begin({ ...asking, ...one }, NOW)
  all.pass({ ...asking, output: 'hls' }, NOW - 20_000)
  expect(all.counts(NOW)).toEqual([
    { camera: 'front', output: 'mjpeg', count: 3 },
    { camera: 'front', output: 'live', count: 1 },
    { camera: 'back', output: 'mjpeg', count: 1 },
  ])
  expect(watching().counts(NOW)).toEqual([])
})

test('sixteen connections publish to one camera by one link, and no more until one has left', () => {
  const all = watching(1, 1)
  const publishing: Asking = { ...asking, output: 'publish' }
  const visits = Array.from({ length: 16 }, () => all.begin(publishing, NOW))
  const again = () => outcome(() => all.begin(publishing, NOW))
  expect(again()).toBe('publishers: 16 publish to this camera with this link already, which is the most.')
  expect(outcome(() => all.begin({ ...publishing, camera: 'yard' }, NOW))).toBe('in')
  expect(outcome(() => all.begin({ ...publishing, pass: uncle }, NOW))).toBe('in')
  visits[0]?.leave()
  expect(again()).toBe('in')
})

test('who watches elsewhere is listed and counted with those here, but is not here', () => {
  const all = watching(3)
  all.begin(asking, NOW)
  const there = { ...all.list(NOW)[0], link: 'uncle123' } as ReturnType<typeof all.list>[number] // there is one
  all.elsewhere('branch', [there, { ...there, link: 'owner' }])
  expect([all.list(NOW).length, all.here(NOW).length]).toEqual([3, 1])
  all.begin(asking, NOW)
  expect(outcome(() => all.begin(asking, NOW))).toBe('camera: 3 are watching this camera already, which is the most.')
  all.elsewhere('branch', [])
  expect(outcome(() => all.begin(asking, NOW))).toBe('in')
})

test('a place is full for who is none of those that watch there', () => {
  const all = watching()
  all.begin({ ...asking, pass: owner }, NOW)
  all.pass(asking, NOW)
  const full = (most: number, pass: Pass, now = NOW) => all.isFull(most, { pass, holder: 'phone' }, now)
  expect([full(1, uncle), full(2, uncle), full(1, grandma), full(1, uncle, NOW + 11_000)]).toEqual([
    ...[true, false],
    ...[false, false],
  ])
})
