import { describe, expect, test } from 'vitest'
import { DELAY_BUCKETS } from '../../src/media/playerReport.ts'
import { serving } from './serving.ts'

const usual = {
  player: 'abcd1234',
  delivery: 'hls',
  frames: 300,
  stalls: 1,
  bytes: 4_000_000,
  delays: [...DELAY_BUCKETS.map(() => 20), 0],
  delaySum: 120.5,
  medianMs: 610,
  p95Ms: 900.5,
  over: false,
}

/** Posts a report of the camera `front`. */
function reporting(served = serving()) {
  const post = (report: unknown, headers: Record<string, string> = {}) =>
    served.app.request('/api/cameras/front/report', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(report),
    })
  return { ...served, post }
}

const message = async (response: Response) => ((await response.json()) as { error: { message: string } }).error.message

describe('a page’s report', () => {
  test('is told to the owner, and to nobody else', async () => {
    const { app, access, post } = reporting()
    expect((await post(usual)).status).toBe(204)
    const seen = async (headers = {}) =>
      ((await (await app.request('/api/cameras/front', { headers })).json()) as { camera: { players?: object } }).camera
    expect(await seen()).not.toHaveProperty('players')
    const players = [{ delivery: 'hls', medianMs: 610, p95Ms: 900.5, stalls: 1 }]
    expect(await seen({ Authorization: `Bearer ${access.printedCodes.owner}` })).toMatchObject({ players })
  })

  test.each([
    ['another delivery than there is', { delivery: 'smoke"} 1' }, /^delivery: /],
    ['words', { note: 'hello' }, /note/],
    ['a name in place of letters by chance', { player: 'Grandma <3' }, /^player: expected 8 to 16/],
    ['more pictures than there can be', { frames: 1e9 }, /^frames: /],
    ['less than none', { stalls: -1 }, /^stalls: /],
    ['parts of a picture', { frames: 1.5 }, /^frames: /],
    ['too few counts', { delays: [1] }, /^delays: /],
    ['an endless sum', { delaySum: 1e300 }, /^delaySum: /],
    ['no number', { medianMs: '7' }, /^medianMs: /],
  ])('with %s is refused in words, and counts for nothing', async (_, wrong, words) => {
    const { camera, post } = reporting()
    const response = await post({ ...usual, ...wrong })
    expect(response.status).toBe(400)
    expect(await message(response)).toMatch(words)
    expect(camera.players.totals).toEqual([])
  })

  test('of many bytes is refused', async () =>
    expect((await reporting().post({ ...usual, player: 'a'.repeat(4000) })).status).toBe(413))

  test('is refused to who sends too many, and not to others', async () => {
    const { access, camera, post } = reporting()
    const statuses = new Set<number>()
    for (let index = 0; index < 70; index++) statuses.add((await post(usual)).status)
    expect([...statuses]).toEqual([204, 429])
    expect(camera.players.totals[0]?.frames).toBe(60 * 300)
    expect((await post(usual, { Authorization: `Bearer ${access.printedCodes.viewer}` })).status).toBe(204)
  })

  test('starts no capture', async () => {
    const { camera, post } = reporting()
    await post(usual)
    expect(camera.demand.wanted().size).toBe(0)
  })
})
