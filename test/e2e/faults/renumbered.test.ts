import { expect, test } from 'vitest'
import { runProgram } from '../../support/program.ts'
import { needs } from '../../support/require.ts'
import { v4l2Camera, v4l2Cameras } from '../../support/v4l2/camera.ts'
import { withHealthyNeighbour } from './neighbour.ts'

const modes = [{ kind: 'mjpeg', width: 320, height: 240, rates: [30] }] as const
const usb = { vendor: '046d', product: '082d', serial: 'A1' }
const name = 'HD Pro Webcam C920'

needs('v4l2', 'proc')('a camera that comes back under another number', () => {
  test.for([
    ['its USB id', 'usb:046d:082d'],
    ['its USB id and serial number', 'usb:046d:082d:A1'],
    ['its name', 'v4l2:HD Pro Webcam C920'],
    ['its link in /dev/v4l/by-id', '/dev/v4l/by-id/usb-HD_Pro_Webcam_C920_A1-video-index0'],
  ] as const)('is found again by %s', { timeout: 60_000, concurrent: true }, async ([, source], context) => {
    const camera = v4l2Camera({ name, usb, modes })
    context.onTestFinished(() => camera.close())
    const scene = await withHealthyNeighbour(context, { source }, camera.env)
    await scene.is('live')
    camera.unplug()
    await scene.isLost(/unplugged|There is no camera/)
    camera.replug('/dev/video47')
    await scene.is('live')
    expect(scene.program.showing('/dev/').flatMap(({ command }) => command)).toContainEqual(
      expect.stringMatching(/^\/dev\/(video47|v4l\/by-id\/)/),
    )
  })

  test('is there twice: the choices are told, and `tunnelcam devices` names each', {
    timeout: 60_000,
  }, async context => {
    const pair = v4l2Cameras([
      { name, usb, modes },
      { name, usb: { ...usb, serial: 'B2' }, modes },
    ])
    context.onTestFinished(() => pair.close())
    const { output } = await runProgram(['devices'], { env: pair.env })
    for (const stable of ['usb:046d:082d:A1', 'usb:046d:082d:B2']) {
      expect(output).toContain(`wherever it is plugged in: ${stable}`)
    }
    const scene = await withHealthyNeighbour(context, { source: 'usb:046d:082d' }, pair.env)
    await scene.isLost(/There are 2 cameras with the USB id 046d:082d: \/dev\/video40 \(HD Pro Webcam C920, .* and /)
    scene.save({ source: 'usb:046d:082d:B2' })
    await scene.is('live')
  })
})
