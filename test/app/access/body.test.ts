import { expect, test } from 'vitest'
import { serving } from '../serving.ts'

test.each([
  ['/login', 4096],
  ['/api/links', 65_536],
])('a body for %s of more than %i bytes is refused, and is no mistake of ours', async (path, most) => {
  const { app, access, errors } = serving()
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${access.printedCodes.owner}` }
  const response = await app.request(path, {
    method: 'POST',
    headers,
    body: JSON.stringify({ code: 'x'.repeat(most) }),
  })
  expect([response.status, await response.json(), errors]).toEqual([
    413,
    { error: { code: 'too_large', message: `The body may have ${most} bytes at most.` } },
    [],
  ])
})
