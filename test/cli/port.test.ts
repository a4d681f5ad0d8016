import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { examinePort } from '../../src/cli/doctor/port.ts'
import { isFree, whyNotListening } from '../../src/cli/port.ts'

describe('a port that another program has', () => {
  let server: Server
  let port: number
  beforeEach(async () => {
    server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterEach(() => server.close())

  test('is not free', async () => expect(await isFree('127.0.0.1', port)).toBe('EADDRINUSE'))

  test('is told with a port that is free', async () => {
    const error = await whyNotListening(Object.assign(new Error('x'), { code: 'EADDRINUSE' }), '127.0.0.1', port)
    expect(error).toMatchObject({
      exitCode: 1,
      message: `Port ${port} on 127.0.0.1 is taken by another program.`,
      hint: expect.stringMatching(/^(\d+) is free: --port \1$/),
    })
  })

  test('is missing, for the doctor', async () => {
    expect(await examinePort({ host: '127.0.0.1', port }, [])).toEqual([
      {
        state: 'missing',
        what: `Port ${port}`,
        detail: 'taken on 127.0.0.1 by another program',
        mend: expect.stringMatching(/^tunnelcam --port [1-9]\d*$/),
      },
    ])
  })
})

test.each([
  [
    'EACCES',
    80,
    'Port 80 on 127.0.0.1 may not be used by this user.',
    'Ports below 1024 need rights; 8080 does not: --port 8080',
  ],
  ['EADDRNOTAVAIL', 8080, '127.0.0.1 is not an address of this machine.', 'Leave --host out for 127.0.0.1.'],
  ['ENOTFOUND', 8080, '127.0.0.1 is not an address of this machine.', 'Leave --host out for 127.0.0.1.'],
])('%s is told in words', async (code, port, message, hint) => {
  const error = await whyNotListening(Object.assign(new Error('x'), { code }), '127.0.0.1', port)
  expect(error).toMatchObject({ exitCode: 1, message, hint })
})

test.each([
  ['EACCES', 'Ports below 1024 need rights; 9100 does not: --metrics [::1]:9100'],
  ['EADDRNOTAVAIL', 'Leave the address out for 127.0.0.1: --metrics 9100'],
])('%s of the figures is told with their option', async (code, hint) => {
  expect(await whyNotListening(Object.assign(new Error('x'), { code }), '::1', 80, '--metrics')).toMatchObject({ hint })
})

test('an error that is not about the address stays as it is', async () => {
  const error = new Error('x')
  expect(await whyNotListening(error, '127.0.0.1', 1)).toBe(error)
})
