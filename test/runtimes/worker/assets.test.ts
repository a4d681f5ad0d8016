import { expect, test } from 'vitest'
import { edgeAssets } from '../../../src/runtimes/worker/assets.ts'

test.each(['http://[', '//elsewhere.example/home.js', 'data:,home.js'])('%s is no file', async file => {
  const asked: string[] = []
  const fetch = async ({ url }: Request) => {
    asked.push(new URL(url).host)
    return new Response(null, { status: 404 })
  }
  expect(await edgeAssets({ ASSETS: { fetch } }).get(file)).toBeUndefined()
  expect(asked).toEqual(['assets.invalid'])
})
