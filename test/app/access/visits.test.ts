import { afterEach, expect, test } from 'vitest'
import type { Access } from '../../../src/access/access.ts'
import { givenAccess } from '../../support/gate.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { until } from '../../support/until.ts'
import { live, serving } from '../serving.ts'

let access: Access
afterEach(() => access.close())

test('a request that waits when its link is revoked is answered with that, not with a camera’s trouble', async () => {
  access = await givenAccess()
  const { app, camera } = live({ open: false, access })
  const { link, code } = await access.share({ name: 'Grandma', cameras: 'all' })
  const headers = { Authorization: `Bearer ${code}` }
  const waiting = [
    app.request(`/cameras/front/hls/media.m3u8?_HLS_msn=${camera.window.edge + 1}`, { headers }),
    app.request('/cameras/front/still.jpg?after=3&wait=20', { headers }),
  ]
  await until('both wait', () => camera.demand.holders === 2)
  await access.revoke(link.id)
  for (const response of await Promise.all(waiting)) {
    const { error } = (await response.json()) as { error: { code: string } }
    expect([response.status, error.code]).toEqual([401, 'revoked'])
  }
  expect(camera.demand.holders).toBe(0)
})

test('who watches by a code or a ticket is in the audit log, once an hour', async () => {
  access = await givenAccess()
  const { app } = live({ open: false, access })
  const { link, ticket } = await access.embed({ name: 'Wall', cameras: ['front'] }, 'still')
  for (let fetched = 0; fetched < 3; fetched++) await app.request(`/cameras/front/still.jpg?t=${ticket}`)
  const entries = access.audit.entries.filter(({ event }) => event === 'entry')
  expect(entries).toEqual([
    {
      at: expect.any(Number),
      event: 'entry',
      link: link.id,
      name: 'Wall',
      address: '127.0.0.1',
      count: 1,
      detail: 'Somebody watches front by "Wall".',
    },
  ])
})

test('what another program noted is told too, and what was noted before a restart', async () => {
  const store = memoryStore()
  const beside = await givenAccess(store)
  const { link } = await beside.share({ name: 'Grandma', cameras: 'all' })
  await beside.close()
  access = await givenAccess(store)
  const { app } = serving({ open: false, access })
  const headers = { Authorization: `Bearer ${access.printedCodes.owner}` }
  const told = async () => {
    const { entries } = (await (await app.request('/api/audit', { headers })).json()) as { entries: object[] }
    return entries
  }
  expect(await told()).toMatchObject([{ event: 'share', name: 'Grandma' }])
  const other = await givenAccess(store)
  await other.revoke(link.id)
  await other.close()
  store.touch()
  await until('the revocation is told', async () => (await told()).length === 2)
  expect(await told()).toMatchObject([{ event: 'revocation', name: 'Grandma' }, { event: 'share' }])
})

test('where all is open, the most by one link do not count', async () => {
  access = await givenAccess(memoryStore(), { perCamera: 3, perLink: 1 })
  const { app } = live({ access })
  const streams = await Promise.all([1, 2, 3].map(() => app.request('/cameras/front/stream.mjpg')))
  const fourth = await app.request('/cameras/front/stream.mjpg')
  expect([...streams, fourth].map(({ status }) => status)).toEqual([200, 200, 200, 503])
  for (const { body } of streams) await body?.cancel()
})
