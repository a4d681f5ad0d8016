import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { type CameraDescription, type PretendCameras, v4l2Cameras } from '../support/v4l2/camera.ts'

needs('v4l2')('tunnelcam on a machine with cameras', () => {
  let cwd: string
  let plugged: PretendCameras
  let program: Program | undefined
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-cameras-'))
  })
  afterEach(async () => {
    await program?.close()
    plugged.close()
    await rm(cwd, { recursive: true })
  })

  const door: CameraDescription = {
    name: 'Front door',
    modes: [
      { kind: 'mjpeg', width: 1280, height: 720, rates: [30, 15] },
      { kind: 'yuyv', width: 640, height: 480, rates: [30] },
    ],
  }
  const garden: CameraDescription = { name: 'Garden', modes: [{ kind: 'mjpeg', width: 640, height: 480, rates: [30] }] }
  const plugIn = (...cameras: CameraDescription[]) => {
    plugged = v4l2Cameras(cameras)
    return { cwd, env: { ...plugged.env, XDG_CONFIG_HOME: cwd, NO_COLOR: '1' } }
  }
  const started = async (options: { cwd: string; env: Record<string, string> }) => {
    program = await startProgram([], options)
    return program.log().find(({ event }) => event === 'started')
  }

  test('takes the first one when no source is named, by its name', async () => {
    expect(await started(plugIn(door, garden))).toMatchObject({
      why: '/dev/video40, the first camera that gives a picture.',
      cameras: [{ id: 'video40', name: 'Front door', source: '/dev/video40' }],
    })
  })

  test('takes the second one when the first gives no picture, within a few seconds, and says why', async () => {
    const options = plugIn(door, garden)
    plugged.cameras[0]?.freeze()
    const before = Date.now()
    expect(await started(options)).toMatchObject({
      why: '/dev/video41, the first camera that gives a picture. /dev/video40 (Front door): no picture within 2.5 s.',
      cameras: [{ id: 'video41', name: 'Garden' }],
    })
    expect(Date.now() - before).toBeLessThan(8_000)
  })

  test('devices lists them with formats, sizes and rates', async () => {
    const { code, output } = await runProgram(['devices'], plugIn(door, garden))
    expect([code, output.replace(/( \d+(, \d+)* fps)/g, '')]).toEqual([
      0,
      `
/dev/video40  Front door
  wherever it is plugged in: v4l2:Front door
  yuyv422  640x480
  mjpeg    1280x720

/dev/video41  Garden
  wherever it is plugged in: v4l2:Garden
  mjpeg  640x480
`.trimStart(),
    ])
  })

  test('doctor finds them well', async () => {
    const { code, output } = await runProgram(['doctor', '--port', '0'], plugIn(door))
    expect(code).toBe(0)
    expect(output).toMatch(/^✓ \/dev\/video40 +Front door: yuyv422 to 640x480, mjpeg to 1280x720$/m)
    expect(output).toMatch(/\n\nAll is well for a picture: tunnelcam shows it\.\n$/)
  })
})
