import { expect, test } from 'vitest'
import { serving } from './serving.ts'

const ask = (path: string, headers: Record<string, string> = {}) => {
  const { app, access } = serving()
  const Authorization = `Bearer ${access.printedCodes.owner}`
  return app.request(`/api/probe/${path}`, { headers: { Authorization, ...headers } })
}
const head = ({ status, headers }: Response) => [
  status,
  ...['Content-Type', 'Content-Length', 'Cache-Control'].map(name => headers.get(name)),
]
const never = 'private, no-store, no-transform'

test('a stream goes out as MJPEG does: piece by piece, without a length, until its end', async () => {
  const response = await ask('stream')
  expect(head(response)).toEqual([200, 'multipart/x-mixed-replace; boundary=tunnelcam', null, never])
  const times: number[] = []
  const sizes: number[] = []
  for await (const bytes of response.body ?? []) {
    const [, at] = /\{"at":(\d+)\}/.exec(new TextDecoder().decode(bytes)) ?? []
    times.push(Number(at))
    sizes.push(bytes.length)
  }
  expect(sizes).toEqual(Array(10).fill(4096))
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(800)
})

test('a stream that is left sends no more', async () => {
  const { body } = await ask('stream')
  const reader = body?.getReader()
  await reader?.read()
  await reader?.cancel() // what it would still send would be an error that nobody catches
})

test.each([
  ['bulk', 1_000_000],
  ['bulk?bytes=1', 1],
  ['bulk?bytes=4000000', 4_000_000],
])('%s gives %i bytes that no compression makes fewer', async (path, bytes) => {
  const response = await ask(path)
  expect(head(response)).toEqual([200, 'application/octet-stream', String(bytes), never])
  const all = new Uint8Array(await response.arrayBuffer())
  expect(all.length).toBe(bytes)
  if (bytes > 1) expect(new Set(all).size).toBe(256)
})

test.each<[string, string, Record<string, string>, number, string]>([
  ['more than is given', 'bulk?bytes=4000001', {}, 400, 'bad_parameter'],
  ['no number', 'bulk?bytes=all', {}, 400, 'bad_parameter'],
  ['a page instead of a socket', 'socket', {}, 426, 'websocket_only'],
  ['a socket where there are none', 'socket', { Upgrade: 'websocket' }, 501, 'no_websocket'],
])('%s is refused', async (_, path, headers, status, code) => {
  const response = await ask(path, headers)
  expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
})
