import { expect, test } from 'vitest'
import { Hub } from '../../../../src/hub/hub.ts'
import { Stem } from '../../../../src/runtimes/worker/branch/stem.ts'
import type { EdgeResponse, EdgeSocket } from '../../../../src/runtimes/worker/platform.ts'
import { silentLog } from '../../../agent/given.ts'
import { until } from '../../../support/until.ts'

/** A branch, and the connections that it has asked its site for: each opens when the test says so. */
function branch() {
  const asked: { open(end: ReturnType<typeof connection>): void }[] = []
  const object = () => ({
    fetch: () =>
      new Promise<EdgeResponse>(resolve => {
        asked.push({ open: ({ socket }) => resolve(Object.assign(new Response(), { webSocket: socket })) })
      }),
  })
  return { stem: new Stem({ object, code: 'none' }, new Hub(), silentLog), asked }
}

/** One connection, from the site's side of it. */
function connection() {
  const hearers: ((event: { data: string }) => void)[] = []
  let open = true
  const socket: EdgeSocket = {
    get readyState() {
      return open ? 1 : 3
    },
    binaryType: 'arraybuffer',
    accept: () => undefined,
    send: () => undefined,
    close: () => {
      open = false
    },
    serializeAttachment: () => undefined,
    deserializeAttachment: () => undefined,
    addEventListener: (type: string, listener: (event: never) => void) => {
      if (type === 'message') hearers.push(event => listener(event as never)) // of this type it is that event
    },
  }
  const begin = async () => {
    await until('the branch listens', () => hearers.length > 0)
    for (const hear of hearers) hear({ data: '{"type":"site","links":[],"cameras":[]}' })
  }
  return { socket, begin, isOpen: () => open }
}

test('a connection that opens when nobody needs it any more is closed, and the next one stays', async () => {
  const { stem, asked } = branch()
  const [early, next] = [connection(), connection()]
  const first = stem.ready()
  stem.close()
  const second = stem.ready()
  asked[0]?.open(early)
  await expect(first).rejects.toThrow('not needed any more')
  expect(early.isOpen()).toBe(false)
  asked[1]?.open(next)
  await next.begin()
  await second
  await stem.ready()
  expect([asked.length, next.isOpen()]).toEqual([2, true])
  stem.close()
  expect(next.isOpen()).toBe(false)
})

test('it is ready when the links of the site are taken, not before: a new one opens, a revoked one does not', async () => {
  const { stem, asked } = branch()
  const taking: (() => void)[] = []
  stem.onLinks(() => new Promise(resolve => taking.push(resolve)))
  expect(taking).toHaveLength(1) // what came since they were read is taken, too
  const site = connection()
  let isReady = false
  const ready = stem.ready().then(() => {
    isReady = true
  })
  asked[0]?.open(site)
  await site.begin()
  await new Promise(resolve => setImmediate(resolve))
  expect([taking.length, isReady]).toEqual([2, false])
  taking[1]?.()
  await ready
  stem.close()
})
