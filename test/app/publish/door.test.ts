import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Access } from '../../../src/access/access.ts'
import { publishDoor } from '../../../src/app/publish/door.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import type { Admission } from '../../../src/hub/published/door.ts'
import { givenAccess } from '../../support/gate.ts'

let access: Access
let hub: Hub

beforeEach(async () => {
  access = await givenAccess()
  hub = new Hub()
  for (const id of ['b', 'c']) hub.add(cameraFromSource('publish:', { id }))
  hub.add(cameraFromSource('test:', { id: 'front' }))
})
afterEach(() => access.close())

function enter(key: string, camera?: string): Promise<Admission> {
  const program = 'FMLE/3.0 (compatible; Lavf59.27.100)'
  return publishDoor(hub, access).enter({ by: 'RTMP', address: '192.0.2.7', program, key, camera })
}

async function codeFor(cameras: 'all' | readonly string[], role: 'viewer' | 'publisher' = 'publisher') {
  return (await access.share({ name: 'Encoder', cameras }, role)).code
}

async function admittedTo(key: string, camera?: string) {
  const admission = await enter(key, camera)
  if (admission.kind === 'refused') throw new Error(admission.reason)
  return admission
}

test.each<[string, 'all' | string[], string | undefined, string]>([
  ['one camera need not name it', ['b'], undefined, 'b'],
  ['one camera may name it', ['b'], 'b', 'b'],
  ['all cameras names one', 'all', 'c', 'c'],
])('who has a link for %s', async (_, cameras, camera, id) => {
  expect((await admittedTo(await codeFor(cameras), camera)).camera.id).toBe(id)
})

test('a key need not name the camera where only one is published to', async () => {
  hub.remove('c')
  expect((await admittedTo(access.printedCodes.owner)).camera.id).toBe('b')
})

test.each<[string, () => Promise<string> | string, string | undefined, string]>([
  ['a code that is none', () => 'wrong', undefined, 'This key opens nothing: tunnelcam share --publish makes one.'],
  ['no code', () => '', undefined, 'This key opens nothing: tunnelcam share --publish makes one.'],
  [
    'a link for all, and no camera',
    () => codeFor('all'),
    undefined,
    'This key is for more than one camera: put the id of the camera in the place of "live".',
  ],
  ['another camera', () => codeFor(['b']), 'c', 'The link of this key does not allow to publish to "c".'],
  ['a link to watch', () => codeFor(['b'], 'viewer'), 'b', 'The link of this key does not allow to publish to "b".'],
  ['a camera that is not there', () => codeFor('all'), 'no\u001b[31m', 'There is no camera of that name.'],
  [
    'a camera with pictures of its own',
    () => codeFor('all'),
    'front',
    'Camera "front" takes its pictures from elsewhere: only one with source "publish:" can be published to.',
  ],
])('is refused: %s', async (_, code, camera, reason) => {
  expect(await enter(await code(), camera)).toEqual({ kind: 'refused', reason })
  expect(access.watching.list(Date.now())).toEqual([])
})

test('a link that was revoked is told by its name', async () => {
  const { link, code } = await access.share({ name: 'Encoder', cameras: ['b'] }, 'publisher')
  await access.revoke(link.id)
  expect(await enter(code)).toEqual({ kind: 'refused', reason: 'The link "Encoder" is revoked.' })
})

test('wrong keys count as attempts, and after some a right one has to wait too', async () => {
  const code = await codeFor(['b'])
  for (let tries = 0; tries < 7; tries++) await enter(`wrong${tries}`)
  expect(await enter(code)).toEqual({
    kind: 'refused',
    reason: expect.stringMatching(/^Too many wrong keys: try again in \d s\.$/),
  })
})

test('who publishes is listed and noted, until he leaves', async () => {
  const admitted = await admittedTo(await codeFor(['b']))
  expect(access.watching.list(Date.now())).toMatchObject([
    { name: 'Encoder', camera: 'b', output: 'publish', address: '192.0.2.7', device: 'FFmpeg, RTMP' },
  ])
  expect(access.audit.entries[0]).toMatchObject({ event: 'entry', detail: 'Somebody publishes to b by "Encoder".' })
  admitted.leave()
  expect(access.watching.list(Date.now())).toEqual([])
})

test('it is over when the link is revoked, and when the camera is removed', async () => {
  const { link, code } = await access.share({ name: 'Encoder', cameras: ['b'] }, 'publisher')
  const reasons: string[] = []
  for (let times = 0; times < 2; times++) {
    const admitted = await admittedTo(code)
    admitted.onOver(reason => reasons.push(reason))
  }
  ;(await admittedTo(code)).leave()
  await access.revoke(link.id)
  expect(reasons).toEqual(Array(2).fill('The link that allowed this has ended.'))
  ;(await admittedTo(await codeFor(['c']))).onOver(reason => reasons.push(reason))
  hub.remove('c')
  expect(reasons.slice(2)).toEqual(['Camera "c" was removed or changed.'])
})
