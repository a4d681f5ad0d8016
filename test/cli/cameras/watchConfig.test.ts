import { mkdtemp, readFile, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../../src/cli/cameras/readConfig.ts'
import { type WatchedConfig, watchConfig } from '../../../src/cli/cameras/watchConfig.ts'
import { ConfigError } from '../../../src/config/error.ts'
import type { Config } from '../../../src/config.ts'

const yaml = (...ids: string[]) => `cameras:\n${ids.map(id => `  - { id: ${id}, source: "test:" }\n`).join('')}`

describe('watchConfig hears', () => {
  let folder: string
  let file: string
  let watched: WatchedConfig
  let news: string[]

  const said = (item: Config | ConfigError) =>
    item instanceof ConfigError ? item.message.replaceAll(`${folder}/`, '') : item.cameras.map(({ id }) => id).join(' ')
  const start = async (path: string, known?: Config) => {
    watched = await watchConfig(path, known ?? (await readConfig(path)), item => news.push(said(item)))
  }
  const toHear = (...expected: string[]) =>
    vi.waitFor(() => expect(news).toEqual(expected), { timeout: 10_000, interval: 20 })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-config-'))
    file = join(folder, 'tunnelcam.yaml')
    news = []
    await writeFile(file, yaml('a'))
  })
  afterEach(async () => {
    await watched.close()
    await rm(folder, { recursive: true })
  })

  test('a save', async () => {
    await start(file)
    await writeFile(file, yaml('a', 'b'))
    await toHear('a b')
  })

  test('a save from after the file was read and before there was a watcher', async () => {
    const known = await readConfig(file)
    await writeFile(file, yaml('b'))
    await start(file, known)
    expect(news).toEqual(['b'])
  })

  test('one save after the other', async () => {
    await start(file)
    await writeFile(file, yaml('b'))
    await toHear('b')
    await writeFile(file, yaml('c'))
    await toHear('b', 'c')
  })

  test('a save that renames a new file over the old one, twice', async () => {
    await start(file)
    for (const [text, heard] of [
      [yaml('b'), ['b']],
      [yaml('c'), ['b', 'c']],
    ] as const) {
      await writeFile(join(folder, '.tunnelcam.yaml.swp'), text)
      await rename(join(folder, '.tunnelcam.yaml.swp'), file)
      await toHear(...heard)
    }
  })

  test('a save that moves the old file away first', async () => {
    await start(file)
    await rename(file, `${file}~`)
    await writeFile(file, yaml('b'))
    await vi.waitFor(() => expect(news.at(-1)).toBe('b'), { timeout: 10_000, interval: 20 })
  })

  test('what is wrong with a broken file, and then the mended one', async () => {
    await start(file)
    await writeFile(file, 'cameras: [{ id: a, source: "foo:bar" }]')
    const problem =
      'cameras[0].source: unknown scheme "foo:" in "foo:bar". Known are test:, rtsp:, rtsps:, rtmp:, rtmps:, srt:, http:, https:, still:, usb:, v4l2:, files:, screen:, avfoundation:, dshow:, libcamera:, ffmpeg:, exec:, publish:'
    await toHear(`tunnelcam.yaml has a problem:\n  tunnelcam.yaml:1:28 ${problem}`)
    await writeFile(file, yaml('b'))
    await toHear(`tunnelcam.yaml has a problem:\n  tunnelcam.yaml:1:28 ${problem}`, 'b')
  })

  test('that the file was emptied', async () => {
    await start(file)
    await truncate(file)
    await toHear('tunnelcam.yaml has a problem:\n  cameras: missing; expected a list of cameras')
  })

  test('that the file is gone, and that it came back', async () => {
    await start(file)
    await unlink(file)
    await toHear('tunnelcam.yaml has a problem:\n  there is no such file')
    await writeFile(file, yaml('b'))
    await toHear('tunnelcam.yaml has a problem:\n  there is no such file', 'b')
  })

  test('a save of the file that a link points to', async () => {
    await start(await linkTo(file))
    await writeFile(file, yaml('b'))
    await toHear('b')
  })

  test('nothing of other files, nor of a save that changes nothing', async () => {
    await start(file)
    await writeFile(join(folder, 'other.yaml'), yaml('x'))
    await writeFile(file, await readFile(file))
    await writeFile(file, yaml('b'))
    await toHear('b')
  })

  async function linkTo(target: string): Promise<string> {
    const other = join(folder, 'link.yaml')
    await symlink(target, other)
    return other
  }
})
