import { expect, onTestFinished, test } from 'vitest'
import { machineClock } from '../../../src/agent/clock.ts'
import type { Sink } from '../../../src/agent/uplink/sink.ts'
import { VideoUplink } from '../../../src/agent/uplink/video.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { AgentWord } from '../../../src/hub/relay/messages.ts'
import { TINY_FLV } from '../../app/serving.ts'

/** A line that carries all at once, and what was said over it. */
function line(): { readonly sink: Sink; readonly said: AgentWord[] } {
  const said: AgentWord[] = []
  const facts = { hasRoom: true, underWay: 0, most: 1 << 20, carried: undefined, silentMs: 0 }
  return { sink: { ...facts, send: () => undefined, say: word => said.push(word) }, said }
}

function given() {
  const camera = new Camera(cameraFromSource('test:', { id: 'front', name: 'Front door' }))
  const uplink = new VideoUplink({ camera, agent: 'home', clock: machineClock })
  onTestFinished(() => uplink.stop())
  const run = () => {
    const begun = camera.begin({ passthrough: false, frameRate: 10 })
    begun.video(TINY_FLV)
    return begun
  }
  return { camera, uplink, run }
}

/** What a relay has that was told this, and all up to now. */
function haveOf(said: readonly AgentWord[], camera: Camera) {
  const [begin] = said
  if (begin?.type !== 'begin') throw new Error('no run was begun')
  return { run: begin.run, unit: camera.live.nextId - 1 }
}

test('the next connection goes on with the run that the relay has', () => {
  const { camera, uplink, run } = given()
  run()
  const [before, after] = [line(), line()]
  uplink.start(before.sink, undefined)
  uplink.detach()
  uplink.start(after.sink, haveOf(before.said, camera))
  expect(after.said).toEqual([{ type: 'resume', unit: camera.live.nextId }])
})

test('not with another one that began meanwhile, though its numbers follow those that the relay has', () => {
  const { camera, uplink, run } = given()
  const first = run()
  const [before, after] = [line(), line()]
  uplink.start(before.sink, undefined)
  const have = haveOf(before.said, camera)
  uplink.detach()
  first.end()
  run()
  uplink.start(after.sink, have)
  expect(after.said).toMatchObject([{ type: 'begin', unit: have.unit + 1 }])
  expect(haveOf(after.said, camera).run).not.toBe(have.run)
})
