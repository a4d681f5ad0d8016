import { expect, test } from 'vitest'
import { metricsRoutes } from '../../src/app/metrics.ts'
import { serving } from './serving.ts'

test('the figures are answered as they are, for nobody to keep', async () => {
  const type = 'text/plain; version=0.0.4; charset=utf-8'
  const response = await metricsRoutes(async () => ({ type, text: 'up 1\n' })).request('/metrics')
  expect([response.status, await response.text(), Object.fromEntries(response.headers)]).toEqual([
    200,
    'up 1\n',
    { 'cache-control': 'private, no-store', 'content-type': type, 'x-content-type-options': 'nosniff' },
  ])
})

test('there are none where the runtime makes none', async () =>
  expect((await serving().app.request('/metrics')).status).toBe(404))

test('/healthz says that the program is up, and nothing more', async () => {
  const response = await serving().app.request('/healthz')
  expect([response.status, await response.text()]).toEqual([200, '{"ok":true}'])
})
