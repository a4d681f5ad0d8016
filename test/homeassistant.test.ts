import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../src/config/parse.ts'

const addon = parse(readFileSync('homeassistant/config.yaml', 'utf8'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tunnelcam-addon-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What the add-on starts with these options: the command's words, whether its output is kept, and the file it wrote. */
function started(options: object) {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const lines = `#!/bin/sh\necho "\${TUNNELCAM_OUTPUT_IS_KEPT:-0}"\nprintf '%s\\n' "$@"\n`
  writeFileSync(join(folder, 'bin/tunnelcam'), lines, { mode: 0o755 })
  writeFileSync(join(folder, 'options.json'), JSON.stringify(options))
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`
  const env = { ...process.env, PATH, DATA: folder, CONFIG: join(folder, 'config') }
  const [kept, ...args] = execFileSync('sh', ['homeassistant/run.sh'], { env, encoding: 'utf8' }).trim().split('\n')
  const config = args.at(-1) ?? ''
  return { kept: kept === '1', args, cameras: parseConfig(readFileSync(config, 'utf8'), config).cameras }
}

test('the add-on starts with the options that it comes with', () => {
  const { kept, args, cameras } = started(addon.options)
  const where = ['--host', '0.0.0.0', '--port', '8080', '--data', join(folder, 'links')]
  expect(args).toEqual([...where, '--log-level', 'info', '--config', join(folder, 'tunnelcam.yaml')])
  expect(kept).toBe(false)
  expect(cameras).toMatchObject([{ id: 'front', name: 'Front door', source: 'test:' }])
})

test('each option of a camera is one of the configuration; one that was emptied is left out', () => {
  const given = {
    ...{ id: 'garden', source: 'rtsp://192.168.1.20/1', size: '640x360', rate: 12.5, bitrate: 900 },
    ...{ inputFormat: 'mjpeg', transport: 'udp', certificate: 'any', flip: 'both', overlay: 'clock', encode: true },
  }
  const emptied = { name: '', keep: true }
  expect(Object.keys({ ...given, ...emptied }).sort()).toEqual(Object.keys(addon.schema.cameras[0]).sort())
  const { kept, cameras } = started({ ...addon.options, print_links: false, cameras: [{ ...given, ...emptied }] })
  expect(kept).toBe(true)
  expect(cameras).toMatchObject([{ ...given, size: { width: 640, height: 360 }, name: 'Garden', keep: true }])
})

test('a tunnelcam.yaml in its own folder takes the place of its cameras', () => {
  mkdirSync(join(folder, 'config'))
  writeFileSync(join(folder, 'config/tunnelcam.yaml'), 'cameras: [{ id: mine, source: "publish:" }]\n')
  expect(started(addon.options).cameras).toMatchObject([{ id: 'mine' }])
})

test('the add-on installs the version of this checkout', () =>
  expect(addon.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version))
