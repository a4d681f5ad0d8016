import { expect, test } from 'vitest'
import { openPushes } from '../../src/cli/push.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { Hub } from '../../src/hub/hub.ts'
import { givenAccess } from '../support/gate.ts'

test.each([
  ['test:', ['Pushes are taken, but by no camera: only one with source publish: can be pushed to.']],
  ['publish:', []],
])('with a camera %s what is said where pushes are taken is %j', async (source, said) => {
  const lines: string[] = []
  const write = (_: object, message: string) => void lines.push(message)
  const log = { debug: write, info: write, warn: write, error: write }
  const config = parseConfig(`push: { rtmp: 0 }\ncameras: [{ id: a, source: "${source}" }]`, 'a.yaml')
  const access = await givenAccess()
  const pushes = await openPushes(new Hub(), config, access, log)
  await Promise.all([pushes.close(), access.close()])
  expect(pushes.addresses).toEqual([expect.stringMatching(/^rtmp:\/\/127\.0\.0\.1:[1-9]\d*\/live$/)])
  expect(lines).toEqual(said)
})
