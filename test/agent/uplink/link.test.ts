import { expect, onTestFinished, test } from 'vitest'
import { machineClock } from '../../../src/agent/clock.ts'
import { JpegUplink } from '../../../src/agent/uplink/jpeg.ts'
import { UplinkLink } from '../../../src/agent/uplink/link.ts'
import { VideoUplink } from '../../../src/agent/uplink/video.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Camera } from '../../../src/hub/camera.ts'
import { readAgentWord } from '../../../src/hub/relay/read.ts'
import { readPacket } from '../../../src/media/flv/packets.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { TINY_FLV } from '../../app/serving.ts'

const packets = [...new FlvTagReader().push(TINY_FLV)].flatMap(tag => readPacket(tag) ?? [])

/** A camera with a picture each so many ms, each of them a keyframe, and a small picture beside it. */
function cameraWith(everyMs: number): Camera {
  const sub = { size: { width: 32, height: 24 }, rate: 15, bitrate: 100 }
  const camera = new Camera({ ...cameraFromSource('test:', { id: 'front', name: 'Front door' }), sub })
  const run = camera.begin({ passthrough: false, frameRate: 1000 / everyMs })
  const keyframe = packets.flatMap(packet => (packet.kind === 'video' ? [packet] : []))[0]
  for (const packet of packets) if (packet.kind === 'videoConfig') run.packet(packet, Date.now())
  for (let dts = 0; dts < 60_000 && keyframe; dts += everyMs) run.packet({ ...keyframe, dts, cts: 0 }, Date.now())
  return camera
}

test.each([
  [4000, 0.25],
  [66, 15],
])('a relay understands what the small picture of a camera with one each %i ms would be', (everyMs, frameRate) => {
  const camera = cameraWith(everyMs)
  const said: string[] = []
  const video = new VideoUplink({ camera, agent: 'home', clock: machineClock })
  const socket = {
    waiting: 0,
    send: (message: string | Uint8Array) => void (typeof message === 'string' && said.push(message)),
    ...{ close: () => undefined, cut: () => undefined, closed: new Promise<never>(() => undefined) },
  }
  const linking = { onReady: () => undefined, signal: new AbortController().signal }
  const link = new UplinkLink({ camera, video, jpeg: new JpegUplink(camera) }, linking, socket)
  onTestFinished(() => {
    link.over()
    video.stop()
  })
  link.hear('{"type":"start","what":"jpeg"}')
  const state = said.find(text => text.includes('"state"')) ?? ''
  expect(readAgentWord(state)).toMatchObject({ small: { width: 32, height: 24, frameRate } })
})
