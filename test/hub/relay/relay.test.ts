import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { silentLog } from '../../../src/hub/log.ts'
import type { AgentLink } from '../../../src/hub/relay/link.ts'
import type { KnownCamera } from '../../../src/hub/relay/place.ts'
import { NotTaken, Relay, type RelayStore } from '../../../src/hub/relay/relay.ts'
import type { Room } from '../../../src/hub/relay/room.ts'
import { type LiveUnit, LiveVideo } from '../../../src/hub/video/liveVideo.ts'
import { envelope } from '../../../src/media/wire.ts'
import { TINY_FLV, TINY_MPJPEG } from '../../app/serving.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }))
afterEach(() => void vi.useRealTimers())

/** A store in memory, and what is in it. */
function memory(kept: KnownCamera[] = []): RelayStore & { readonly kept: Map<string, KnownCamera> } {
  const map = new Map(kept.map(camera => [camera.id, camera]))
  return {
    kept: map,
    read: async () => [...map.values()],
    save: async camera => void map.set(camera.id, camera),
    forget: async id => void map.delete(id),
  }
}

async function given(store = memory(), room?: Room) {
  const hub = new Hub()
  const relay = await Relay.open(hub, store, silentLog, room)
  const agent = (agent = 'a', { name = 'Front door', repeats = false, small = false, yields = false } = {}) => {
    const said: Record<string, unknown>[] = []
    const closed: { code: number; reason: string }[] = []
    const line = {
      send: (text: string) => void said.push(text.startsWith('{') ? JSON.parse(text) : { text }),
      close: (code: number, reason: string) => void closed.push({ code, reason }),
    }
    const link = relay.connect({ camera: 'front', name, repeats, small, agent, yields }, line)
    const say = (word: object) => link.hear(JSON.stringify(word))
    return {
      link,
      said,
      closed,
      say,
      types: () => said.map(({ type, what }) => [type, what].filter(Boolean).join(' ')),
    }
  }
  const camera = () => hub.cameras.get('front') as NonNullable<ReturnType<typeof hub.cameras.get>>
  return { hub, relay, store, agent, camera }
}

/** What a camera at home holds and sends: its config, its units in order, and its parts. */
function home() {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front' }))
  const units: LiveUnit[] = []
  camera.live.subscribe(() => {
    for (let id = units.at(-1)?.id ?? 0; id < camera.live.nextId; id++) {
      const unit = camera.live.unit(id)
      if (unit && unit.id > (units.at(-1)?.id ?? 0)) units.push(unit)
    }
  })
  const run = camera.begin({ passthrough: false })
  run.video(TINY_FLV)
  run.end()
  const parts = camera.window.segments.flatMap(segment => segment.parts)
  return { units, parts }
}

function homeConfig(): Uint8Array {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front' }))
  camera.begin({ passthrough: false }).video(TINY_FLV)
  return camera.live.config ?? new Uint8Array()
}

/** The small picture of a camera at home: as long as a test needs it, and of whichever pictures. */
function homeSmall(): LiveVideo {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front' }))
  const small = new LiveVideo('front', 'saver')
  const follow = camera.live.subscribe(() => {
    const { tracks } = camera.live
    const unit = camera.live.unit(camera.live.nextId - 1)
    if (tracks && !small.tracks) small.begin(tracks)
    if (unit) small.push(unit.packet, unit.capturedAt)
  })
  camera.begin({ passthrough: false }).video(TINY_FLV)
  follow()
  return small
}

function send(link: AgentLink, units: readonly LiveUnit[]): void {
  for (const unit of units) link.hear(unit.message())
}

describe('a relay asks for what is watched, and for nothing else', () => {
  test('with no viewer it only says hello', async () => {
    const { agent } = await given()
    const { types } = agent()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(types()).toEqual(['hello'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a viewer starts it at once, and it stops within 15 s of the last', async () => {
    const { agent, camera } = await given()
    const { types } = agent()
    const leave = camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    expect(types()).toEqual(['hello', 'start video'])
    const leaveToo = camera().demand.hold('jpeg')
    await vi.advanceTimersByTimeAsync(0)
    expect(types()).toEqual(['hello', 'start video', 'start jpeg'])
    leave()
    leaveToo()
    await vi.advanceTimersByTimeAsync(7_500)
    expect(types().slice(3).sort()).toEqual(['stop jpeg', 'stop video'])
    expect(camera().state.kind).toBe('idle')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves nothing behind, however long somebody watches', async () => {
    const { agent, camera } = await given()
    agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    const any = vi.spyOn(AbortSignal, 'any')
    onTestFinished(() => any.mockRestore())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(any).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(1)
  })

  test('a sign of life is answered', async () => {
    const { agent } = await given()
    const { link, said } = agent()
    link.hear('ping')
    expect(said.at(-1)).toEqual({ text: 'pong' })
  })
})

describe('what an agent sends', () => {
  test('becomes the same parts as at home', async () => {
    const { agent, camera } = await given()
    const { link, say, said } = agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    const { units, parts } = home()
    say({ type: 'begin', run: 'a.1', unit: units[0]?.id, passthrough: false })
    link.hear(homeConfig())
    send(link, units)
    say({ type: 'begin', run: 'a.2', unit: 1, passthrough: false }) // ends the run before
    const theirs = camera().window.segments.flatMap(segment => segment.parts)
    expect(parts.length).toBeGreaterThan(2)
    expect(theirs.map(({ bytes }) => bytes)).toEqual(parts.map(({ bytes }) => bytes))
    expect(said).toContainEqual({
      type: 'taken',
      unit: units.find(({ keyframe, kind }) => keyframe && kind === 'video')?.id,
    })
  })

  test('goes on over another connection without a gap', async () => {
    const { agent, camera } = await given()
    const first = agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    const { units, parts } = home()
    first.say({ type: 'begin', run: 'a.1', unit: units[0]?.id, passthrough: false })
    first.link.hear(homeConfig())
    send(first.link, units.slice(0, 7))
    first.link.over()
    await vi.advanceTimersByTimeAsync(1_500)
    const second = agent()
    const have = { run: 'a.1', unit: units[6]?.id }
    expect(second.said).toContainEqual({ type: 'start', what: 'video', have })
    second.say({ type: 'resume', unit: units[7]?.id })
    send(second.link, units.slice(7))
    second.say({ type: 'begin', run: 'a.2', unit: 1, passthrough: false })
    const { segments } = camera().window
    expect(segments.flatMap(segment => segment.parts).map(({ bytes }) => bytes)).toEqual(
      parts.map(({ bytes }) => bytes),
    )
    expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([])
  })

  test('is shown by the relay’s clock, and a picture keeps its number', async () => {
    const { agent, camera } = await given()
    const { link, say } = agent()
    camera().demand.hold('jpeg')
    await vi.advanceTimersByTimeAsync(0)
    say({ type: 'state', kind: 'live', warnings: ['It is dark.'] })
    say({ type: 'offset', ms: 60_000 })
    const jpeg = TINY_MPJPEG.subarray(59, 59 + 647)
    link.hear(envelope({ type: 'jpeg', sequence: 40, capturedAt: Date.now() - 60_100 }, jpeg))
    expect(camera().pictures.latest).toMatchObject({ sequence: 40, capturedAt: Date.now() - 100, width: 64 })
    expect(camera().state.kind).toBe('live')
    expect(camera().warnings).toEqual(['It is dark.'])
  })

  test.each<[string, (say: (word: object) => void, hear: (message: string | Uint8Array) => void) => void]>([
    ['a text that is none', (_, hear) => hear('hello')],
    ['a word that is none', say => say({ type: 'sing' })],
    ['bytes that are no envelope', (_, hear) => hear(Uint8Array.of(1, 2, 3))],
    ['a picture that is none', (_, hear) => hear(envelope({ type: 'jpeg' }, Uint8Array.of(1)))],
    ['a config that is cut short', (_, hear) => hear(envelope({ type: 'config', bytes: 9 }, Uint8Array.of(1)))],
    [
      'a time that no clock shows',
      (say, hear) => {
        say({ type: 'begin', run: 'a.1', unit: 1, passthrough: false })
        hear(envelope({ type: 'video', key: true, dts: 1e308, capturedAt: 0 }, Uint8Array.of(1)))
      },
    ],
    ['units that do not follow', say => say({ type: 'resume', unit: 99 })],
  ])('that is not understood ends the connection with a sentence: %s', async (_, misbehave) => {
    const { agent, camera } = await given()
    const { link, say, closed, said } = agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    misbehave(say, message => link.hear(message))
    expect(closed).toEqual([{ code: expect.any(Number), reason: expect.stringMatching(/\.$|\?$/) }])
    expect(said.at(-1)).toMatchObject({ type: 'end', message: closed[0]?.reason })
  })
})

describe('the small picture at a relay', () => {
  const watched = async () => {
    const { agent, camera } = await given()
    const { link, say, types } = agent('a', { small: true })
    const elsewhere = camera().smallElsewhere
    const { config, first } = homeSmall()
    if (!elsewhere || !config || !first) throw new Error('there is no small picture')
    camera().demand.hold('video')
    const leave = elsewhere.demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    const { units } = home()
    const full = () => {
      say({ type: 'begin', run: 'a.1', unit: units[0]?.id, passthrough: false })
      link.hear(homeConfig())
    }
    return { camera, config, elsewhere, first, full, leave, link, say, types, units }
  }

  test('is asked for while it is watched, and comes beside the full one', async () => {
    const { camera, config, elsewhere, first, full, leave, link, say, types, units } = await watched()
    expect(types()).toEqual(['hello', 'start video', 'start small'])
    say({ type: 'state', kind: 'live', warnings: [], small: { width: 64, height: 36, frameRate: 10 } })
    expect(elsewhere.facts).toEqual({ width: 64, height: 36, frameRate: 10 })
    full()
    link.hear(config)
    for (const unit of units) {
      link.hear(unit.message())
      link.hear(first.message())
    }
    expect(elsewhere.video.config).toEqual(config)
    expect(elsewhere.video.first?.packet.data).toEqual(first.packet.data)
    expect(camera().live.nextId).toBe(units.length + 1)
    leave()
    await vi.advanceTimersByTimeAsync(7_500)
    expect(
      types()
        .slice(3)
        .filter(type => type !== 'taken'),
    ).toEqual(['stop small'])
    expect(elsewhere.video.first).toBe(undefined)
  })

  test.each<[string, (relay: Awaited<ReturnType<typeof watched>>) => void, number]>([
    ['is over when its agent says so', ({ say }) => say({ type: 'over', what: 'small' }), 0],
    [
      'is the main one where the line is too thin for both',
      ({ config, first, link, say }) => {
        say({ type: 'begin', run: 'a.2', unit: 7, passthrough: false })
        link.hear(config)
        link.hear(first.message())
      },
      1,
    ],
  ])('%s: who watches it goes on with the main one', async (_, act, pictures) => {
    const relay = await watched()
    relay.full()
    relay.link.hear(relay.config)
    relay.link.hear(relay.first.message())
    expect(relay.elsewhere.video.first).toBeDefined()
    act(relay)
    expect(relay.elsewhere.video.first).toBe(undefined)
    expect(relay.camera().live.nextId).toBe(1 + pictures)
  })

  test('is none where the agent makes none', async () => {
    const { agent, camera } = await given()
    agent('a')
    expect(camera().smallLive).toBe(undefined)
  })
})

describe('a relay holds so much and no more', () => {
  test.each<[string, Room, RegExp]>([
    ['of a camera', { camera: 2_000, all: 10_000 }, /^A relay holds 0 MiB of a camera at most, .* bitrate helps\.$/],
    ['of all', { camera: 10_000, all: 2_000 }, /^This relay holds 0 MiB of all cameras at most/],
  ])('%s: the agent is told why and closed, and what was held is let go', async (_, room, sentence) => {
    const { agent, camera } = await given(memory(), room)
    const { link, say, closed, said } = agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    const { units } = home()
    say({ type: 'begin', run: 'a.1', unit: units[0]?.id, passthrough: false })
    link.hear(homeConfig())
    send(link, units)
    expect(closed).toEqual([{ code: 1008, reason: expect.stringMatching(sentence) }])
    expect(said.at(-1)).toMatchObject({ type: 'end', code: 'no_room' })
    expect(camera().window.segments).toEqual([])
  })

  test('what came and can’t be cut yet counts as well', async () => {
    const { agent, camera } = await given(memory(), { camera: 100_000, all: 100_000 })
    const { link, say, closed } = agent()
    camera().demand.hold('video')
    await vi.advanceTimersByTimeAsync(0)
    say({ type: 'begin', run: 'a.1', unit: 1, passthrough: false })
    const unit = envelope({ type: 'video', key: true, dts: 0, capturedAt: Date.now() }, new Uint8Array(10_000))
    for (let count = 0; count < 12; count++) link.hear(unit)
    expect(closed).toMatchObject([{ code: 1008 }])
  })
})

describe('a camera at a relay', () => {
  test('is lost some seconds after its agent, not at each break of the line', async () => {
    const { agent, camera } = await given()
    const { link } = agent()
    link.over()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(camera().state.kind).toBe('idle')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(camera().state).toMatchObject({ kind: 'lost', reason: expect.stringContaining('not connected') })
    agent()
    expect(camera().state.kind).toBe('idle')
  })

  test('is remembered by its name, until its agent says that it is no more', async () => {
    const store = memory()
    const before = await given(store)
    before.agent('a', { repeats: true })
    const after = await given(store)
    expect(after.camera()).toMatchObject({ name: 'Front door', state: { kind: 'lost' }, config: { watch: true } })
    const { say, closed } = after.agent('a', { repeats: true })
    say({ type: 'gone' })
    expect(after.hub.cameras.size).toBe(0)
    expect(store.kept.size).toBe(0)
    expect(closed).toMatchObject([{ code: 1000 }])
  })

  test('is forgotten when its agent has not come for a month', async () => {
    const known = { id: 'front', name: 'Front', repeats: false, seenAt: Date.now() - 31 * 24 * 3600_000 }
    const { hub, store } = await given(memory([known]))
    expect([hub.cameras.size, store.kept.size]).toEqual([0, 0])
  })

  test('is forgotten by a relay that runs for months as well, a month after its agent left', async () => {
    const { agent, hub, relay, store } = await given()
    const month = 30 * 24 * 3600_000
    const { link } = agent()
    for (const _ of [1, 2]) {
      await vi.advanceTimersByTimeAsync(month)
      relay.review(Date.now())
    }
    expect(store.kept.get('front')?.seenAt).toBe(Date.now())
    link.over()
    await vi.advanceTimersByTimeAsync(month - 1)
    relay.review(Date.now())
    expect(hub.cameras.size).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    relay.review(Date.now())
    expect([hub.cameras.size, store.kept.size]).toEqual([0, 0])
  })

  test('is that of the agent that came last, and the one before is told', async () => {
    const { agent } = await given()
    const older = agent('a')
    const newer = agent('b')
    expect(older.closed).toEqual([{ code: 4009, reason: 'Another agent publishes camera "front" now.' }])
    expect(newer.closed).toEqual([])
    expect(() => agent('a', { yields: true })).toThrow(NotTaken)
    newer.link.over()
    expect(agent('a', { yields: true }).types()).toEqual(['hello'])
  })
})
