import { expect, test } from 'vitest'
import { socketAddress } from '../../../src/player/server/socketAddress.ts'

test.each([
  ['over TLS as the page is', 'https://cams.example/cameras/porch', 'wss://cams.example/live?a=1'],
  ['in the clear on the home network', 'http://192.168.1.9:8080/', 'ws://192.168.1.9:8080/live?a=1'],
])('a WebSocket is opened %s', (_, base, address) => {
  expect(socketAddress('/live?a=1', base).href).toBe(address)
})
