import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { pinnedFetch } from '../../../../src/agent/feed/still/pinnedFetch.ts'
import { until } from '../../../support/until.ts'

test('a camera that never says who it is is not waited for, and its connection not left behind', async () => {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.resume().on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const patience = new AbortController()
  const url = new URL(`https://127.0.0.1:${port}/still.jpg`)
  const answer = pinnedFetch(url, 'any', { headers: {}, signal: patience.signal })
  await until('it is connected', () => open.size === 1, 5000)
  patience.abort()
  await expect(answer).rejects.toThrow('aborted')
  await until('it is closed', () => open.size === 0, 5000)
})
