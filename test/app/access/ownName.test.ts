import { expect, test } from 'vitest'
import { isOwnName } from '../../../src/app/access/ownName.ts'
import { serving } from '../serving.ts'

test.each([
  ['127.0.0.1:8080', true],
  ['192.168.1.7', true],
  ['[::1]:8080', true],
  ['localhost:8080', true],
  ['camera:80', true],
  ['Camera.local', true],
  ['cam.home.arpa:8080', true],
  ['cam.lan', true],
  ['cam.example.com:8443', true],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['notlocal', true],
  ['127.0.0.1.evil.example', false],
])('the name %s is of this network: %j', (host, own) => expect(isOwnName(host, ['cam.example.com'])).toBe(own))

test('open to all is not open to a page elsewhere that points its name here', async () => {
  const { app, access } = serving()
  const url = 'http://evil.example/api/cameras'
  const refused = await app.request(url)
  expect([refused.status, await refused.json()]).toEqual([
    421,
    {
      error: {
        code: 'not_this_host',
        message: 'This is not open to all as "evil.example": name it in access.hosts, or open a link.',
      },
    },
  ])
  const Authorization = `Bearer ${access.printedCodes.viewer}`
  expect((await app.request(url, { headers: { Authorization } })).status).toBe(200)
})

test('what comes by a tunnel that we opened is open by whatever name', async () => {
  const { app } = serving({ trust: { proxies: [], tunnel: () => true } })
  const headers = { 'CF-Connecting-IP': '203.0.113.9' }
  expect((await app.request('http://words.trycloudflare.com/api/cameras', { headers })).status).toBe(200)
})
