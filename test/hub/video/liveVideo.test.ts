import { expect, test } from 'vitest'
import { LiveVideo } from '../../../src/hub/video/liveVideo.ts'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import type { VideoTrack } from '../../../src/media/track.ts'
import { opened } from '../../../src/media/wire.ts'

const video: VideoTrack = {
  ...{ kind: 'video', id: 1, timescale: 90_000, codec: 'avc1.42c01e', width: 64, height: 48 },
  avcC: Uint8Array.of(1, 2, 3),
}
const picture = (dts: number, keyframe = false): MediaPacket => {
  const data = [Uint8Array.of(dts), Uint8Array.of(7)]
  return { kind: 'video', dts, cts: 5, keyframe, data, size: 2 }
}
const sound = (dts: number): MediaPacket => {
  return { kind: 'audio', dts, cts: 0, keyframe: true, data: [Uint8Array.of(dts)], size: 1 }
}
const headers = (live: LiveVideo) => {
  const held: unknown[] = []
  for (let id = live.first?.id ?? live.nextId; id < live.nextId; id++)
    held.push(opened(live.unit(id)?.message() ?? new Uint8Array())?.header)
  return held
}

test('holds the newest group of pictures, with its sound', () => {
  const live = new LiveVideo('front')
  live.begin({ video })
  for (const packet of [picture(0, true), picture(1), sound(1), picture(2, true), sound(2), picture(3)])
    live.push(packet, 1000 + packet.dts)
  expect(headers(live)).toEqual([
    { type: 'video', camera: 'front', key: true, dts: 2, pts: 7, capturedAt: 1002 },
    { type: 'audio', camera: 'front', dts: 2, capturedAt: 1002 },
    { type: 'video', camera: 'front', key: false, dts: 3, pts: 8, capturedAt: 1003 },
  ])
  expect(opened(live.unit(6)?.message() ?? new Uint8Array())?.payload).toEqual(Uint8Array.of(3, 7))
  expect([live.first?.id, live.unit(3), live.unit(7)]).toEqual([4, undefined, undefined])
})

test('makes each message once, for all who watch', () => {
  const live = new LiveVideo('front')
  live.begin({ video })
  live.push(picture(0, true), 1000)
  expect(live.unit(1)?.message()).toBe(live.unit(1)?.message())
  expect(live.config).toBe(live.config)
})

test('holds nothing that no decoder can begin with', () => {
  const live = new LiveVideo('front')
  live.push(picture(0, true), 1000) // before a run
  live.begin({ video })
  live.push(picture(1), 1001)
  live.push(sound(1), 1001)
  expect(live.first).toBeUndefined()
  live.push(picture(2, true), 1002)
  live.begin({ video })
  expect(live.first).toBeUndefined() // of another run
  live.push(picture(3, true), 1003)
  live.end()
  expect([live.first, live.config]).toEqual([undefined, undefined])
})

test('does not hold a group that grows without end', () => {
  const live = new LiveVideo('front')
  live.begin({ video })
  live.push(picture(0, true), 1000)
  for (let at = 1; at < 5000; at++) live.push(picture(1), 1000 + at)
  expect(live.first).toBeUndefined()
})

test('says what the units are, and anew when that changes', () => {
  const live = new LiveVideo('front')
  const { width, height } = video
  const audio = {
    kind: 'audio',
    id: 2,
    timescale: 48_000,
    codec: 'mp4a.40.2',
    sampleRate: 48_000,
    channels: 2,
  } as const
  live.begin({ video })
  const before = live.config
  live.begin({ video, audio: { ...audio, audioSpecificConfig: Uint8Array.of(9, 8) } })
  expect(opened(before ?? new Uint8Array())).toEqual({
    header: { type: 'config', camera: 'front', quality: 'full', codec: 'avc1.42c01e', width, height, bytes: 3 },
    payload: Uint8Array.of(1, 2, 3),
  })
  expect(opened(live.config ?? new Uint8Array())).toEqual({
    header: {
      ...{ type: 'config', camera: 'front', quality: 'full', codec: 'avc1.42c01e', width, height, bytes: 3 },
      audio: { codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2, bytes: 2 },
    },
    payload: Uint8Array.of(1, 2, 3, 9, 8),
  })
})

test('wakes those who watch, until they have gone', () => {
  const live = new LiveVideo('front')
  let woken = 0
  const leave = live.subscribe(() => woken++)
  live.begin({ video })
  live.push(picture(0, true), 1000)
  leave()
  live.push(picture(1), 1001)
  expect(woken).toBe(2)
})

test('of a group that grows too large nothing is held until the next one', () => {
  const live = new LiveVideo('front')
  live.begin({ video })
  const large = (dts: number, keyframe = false) => ({ ...picture(dts, keyframe), size: 64 << 20 })
  for (const packet of [large(0, true), large(1), large(2), picture(3)]) live.push(packet, 1000)
  expect(live.first).toBeUndefined()
  live.push(picture(4, true), 1000)
  expect(live.first?.packet.dts).toBe(4)
})
