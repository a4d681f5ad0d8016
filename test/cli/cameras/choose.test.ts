import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Device } from '../../../src/agent/v4l2/devices.ts'
import { choose, type Surroundings } from '../../../src/cli/cameras/choose.ts'
import type { Flags } from '../../../src/cli/flags.ts'

const noFlags: Flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} }
const never = new AbortController().signal
const device = (path: string, name: string, problem?: string): Device => ({ path, name, formats: [], problem })

describe('what is shown', () => {
  let cwd: string
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-choose-'))
  })
  afterEach(() => rm(cwd, { recursive: true }))

  const around = (devices: Device[] | Error, answers: Record<string, true | string> = {}): Surroundings => ({
    cwd,
    env: { XDG_CONFIG_HOME: join(cwd, 'home') },
    listDevices: async () => {
      if (devices instanceof Error) throw devices
      return devices
    },
    givesPicture: async path => answers[path] ?? true,
  })
  const chosen = async (flags: Partial<Flags>, surroundings: Surroundings) => {
    const { config, why, file } = await choose({ ...noFlags, ...flags }, surroundings, never)
    return [config.cameras.map(({ name, source }) => `${name}: ${source}`), why, file?.path.slice(cwd.length)]
  }
  const yaml = (folder: string, text: string) => writeFile(join(folder, 'tunnelcam.yaml'), text)
  const laptop = device('/dev/video0', 'Integrated Camera')
  const usb = device('/dev/video2', 'USB Camera')

  test.each([
    ['rtsp://me:secret@cam/1', 'rtsp://me:***@cam/1'],
    ['srt://cam:9000?streamid=secret', 'srt://cam:9000?streamid=***'],
  ])('is the source that was asked for, its secrets masked in what is said', async (source, said) => {
    await yaml(cwd, 'cameras: [{ id: a, source: "test:" }]')
    expect(await chosen({ source }, around([laptop]))).toEqual([
      [`Cam: ${source}`],
      `${said}, as you asked.`,
      undefined,
    ])
  })

  test('is a folder beside us, also when written without ./', async () => {
    await mkdir(join(cwd, 'pictures'))
    expect(await chosen({ source: 'pictures' }, around([]))).toEqual([
      ['Pictures: ./pictures'],
      './pictures, as you asked.',
      undefined,
    ])
  })

  test('is what ./tunnelcam.yaml says', async () => {
    await yaml(cwd, 'cameras: [{ id: a, source: "test:" }, { id: b, source: pictures/ }]')
    expect(await chosen({}, around([laptop]))).toEqual([
      ['A: test:', `B: ${cwd}/pictures/`],
      'the 2 cameras of tunnelcam.yaml.',
      '/tunnelcam.yaml',
    ])
  })

  test("is what the user's own configuration file says", async () => {
    await mkdir(join(cwd, 'home/tunnelcam'), { recursive: true })
    await yaml(join(cwd, 'home/tunnelcam'), 'cameras: [{ id: a, source: "test:" }]')
    expect(await chosen({}, around([laptop]))).toEqual([
      ['A: test:'],
      'the camera of home/tunnelcam/tunnelcam.yaml.',
      '/home/tunnelcam/tunnelcam.yaml',
    ])
  })

  test('is what the file of --config says', async () => {
    await writeFile(join(cwd, 'x.yaml'), 'cameras: [{ id: a, source: "test:" }]')
    const [, why] = await chosen({ config: join(cwd, 'x.yaml') }, around([laptop]))
    expect(why).toBe('the camera of x.yaml, as you asked.')
  })

  const because = 'the built-in test picture, because'
  test.each<[string, Device[] | Error, Record<string, true | string>, string, string]>([
    [
      'the first camera',
      [laptop, usb],
      {},
      'Integrated Camera: /dev/video0',
      '/dev/video0, the first camera that gives a picture.',
    ],
    [
      'the second camera, when the first gives no picture',
      [laptop, usb],
      { '/dev/video0': 'another program has it' },
      'USB Camera: /dev/video2',
      '/dev/video2, the first camera that gives a picture. /dev/video0 (Integrated Camera): another program has it.',
    ],
    [
      'the camera that has no problem',
      [device('/dev/video0', 'Old', 'no permission.'), usb],
      {},
      'USB Camera: /dev/video2',
      '/dev/video2, the first camera that gives a picture. /dev/video0 (Old): no permission.',
    ],
    [
      'the test picture without a camera',
      [],
      {},
      'Test picture: test:',
      `${because} no camera was found and there is no tunnelcam.yaml.`,
    ],
    [
      'the test picture when no camera gives one',
      [laptop],
      { '/dev/video0': 'it is busy' },
      'Test picture: test:',
      `${because} no camera gives a picture and there is no tunnelcam.yaml. /dev/video0 (Integrated Camera): it is busy.`,
    ],
    [
      'the test picture when cameras cannot be listed',
      new Error('Cameras are listed on Linux only.'),
      {},
      'Test picture: test:',
      `${because} no camera gives a picture and there is no tunnelcam.yaml. Cameras are listed on Linux only.`,
    ],
  ])('is %s', async (_, devices, answers, camera, why) => {
    expect(await chosen({}, around(devices, answers))).toEqual([[camera], why, undefined])
  })

  test('keeps the options of the command line for the camera that was found', async () => {
    const { config } = await choose({ ...noFlags, camera: { size: '640x480', name: 'Door' } }, around([laptop]), never)
    expect(config.cameras).toMatchObject([{ id: 'video0', name: 'Door', size: { width: 640, height: 480 } }])
  })

  test('puts address and port of the command line over those of the file', async () => {
    await yaml(cwd, 'listen: { port: 80 }\ncameras: [{ id: a, source: "test:" }]')
    const { config } = await choose({ ...noFlags, port: 81, host: '::1' }, around([]), never)
    expect(config.listen).toEqual({ host: '::1', port: 81 })
  })

  test.each<[string, Partial<Flags>, string, string]>([
    [
      'camera options beside a configuration file',
      { camera: { inputFormat: 'mjpeg', audio: false } },
      '',
      '--input-format, --no-audio: expected with a source only, and tunnelcam.yaml says which cameras there are.',
    ],
  ])('is refused: %s', async (_, flags, text, message) => {
    await yaml(cwd, `${text}cameras: [{ id: a, source: "test:" }]`)
    await expect(chosen(flags, around([]))).rejects.toThrow(expect.objectContaining({ exitCode: 2, message }))
  })

  test('is refused: a --config that is not there', async () => {
    await expect(chosen({ config: '/nowhere/a.yaml' }, around([]))).rejects.toThrow(
      '/nowhere/a.yaml has a problem:\n  there is no such file',
    )
  })

  test('may be reached from elsewhere: a link is needed there too', async () => {
    const { config } = await choose({ ...noFlags, source: 'test:', host: '0.0.0.0' }, around([]), never)
    expect(config).toMatchObject({ open: false, listen: { host: '0.0.0.0', port: 8080 } })
  })

  test('may be open to everyone, when that is said', async () => {
    const { config } = await choose({ ...noFlags, source: 'test:', host: '0.0.0.0', open: true }, around([]), never)
    expect(config).toMatchObject({ open: true, listen: { host: '0.0.0.0', port: 8080 } })
  })
})
