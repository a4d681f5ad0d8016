import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { listenForMetrics } from '../../src/runtimes/metricsPort.ts'
import type { Listening } from '../../src/runtimes/node.ts'

const servers: Listening[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function serve(host = '127.0.0.1', port = 0): Promise<Listening> {
  const server = await listenForMetrics(host, port, async () => ({ type: 'text/plain', text: 'up 1\n' }))
  servers.push(server)
  return server
}

/** Status and body for a request that was addressed to `name`. */
function ask({ port }: Listening, name: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: '/metrics', headers: { Host: name } }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', part => (text += part))
      answer.on('end', () => resolve([answer.statusCode, text]))
    })
    asking.on('error', reject).end()
  })
}

test('it answers /metrics and /healthz', async () => {
  const { url } = await serve()
  const text = async (path: string) => (await fetch(url + path)).text()
  expect([await text('/metrics'), await text('/healthz')]).toEqual(['up 1\n', '{"ok":true}'])
})

describe('it answers nothing else', () => {
  test.each([
    ['GET', '/', 404, 'not_found'],
    ['GET', '/cameras/front/still.jpg', 404, 'not_found'],
    ['GET', '/api/cameras', 404, 'not_found'],
    ['GET', '/metrics/', 404, 'not_found'],
    ['POST', '/metrics', 405, 'method_not_allowed'],
  ])('%s %s', async (method, path, status, code) => {
    const response = await fetch((await serve()).url + path, { method })
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
  })
})

test('on this machine alone, a name that a web page points at it is refused', async () => {
  const server = await serve()
  expect(await ask(server, `localhost:${server.port}`)).toEqual([200, 'up 1\n'])
  expect(await ask(server, `evil.example:${server.port}`)).toEqual([
    421,
    '{"error":{"code":"not_this_host","message":"These figures are not served as \\"evil.example\\"."}}',
  ])
})

test('for others it is reached by any name', async () => {
  expect(await ask(await serve('0.0.0.0'), 'tunnelcam:9100')).toEqual([200, 'up 1\n'])
})

test('a port that is taken is refused with the system’s word for it, and free again when it is closed', async () => {
  const server = await serve()
  await expect(serve('127.0.0.1', server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await server.close()
  await serve('127.0.0.1', server.port)
})
