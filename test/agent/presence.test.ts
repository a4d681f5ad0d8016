import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { presence } from '../../src/agent/presence.ts'
import { camera } from './given.ts'

test('a file or folder is there when it exists, a watched folder when it holds a JPEG', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tunnelcam-presence-'))
  const folder = join(root, 'pictures')
  const looped = presence(camera({ source: folder }))
  const watched = presence(camera({ source: folder, watch: true }))
  const both = async () => [await looped?.(), await watched?.()]
  expect(await both()).toEqual([false, false])
  await mkdir(folder)
  expect(await both()).toEqual([true, false])
  await writeFile(join(folder, 'a.jpg'), '')
  expect(await both()).toEqual([true, true])
  await rm(root, { recursive: true })
})

test('of a device that is not there it is known', async () => {
  expect(await presence(camera({ source: '/dev/video99' }))?.()).toBe(false)
})

test.each(['test:', 'rtsp://cam/1', 'http://cam/x.mjpg'])('of %s nothing can be seen from here', source =>
  expect(presence(camera({ source }))).toBeUndefined(),
)
