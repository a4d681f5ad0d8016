import { changes } from '../config/changes.ts'
import { sourceLabel } from '../config/mask.ts'
import type { CameraConfig, Config } from '../config.ts'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import { capture } from './capture/capture.ts'
import type { CaptureTools } from './capture/plan.ts'
import { machineClock } from './clock.ts'
import { captureArgs } from './ffmpeg/args.ts'
import { encoderChooser } from './ffmpeg/encode/encoderChooser.ts'
import type { Ffmpeg } from './ffmpeg/ffmpeg.ts'
import { reasonFromLog } from './ffmpeg/reason.ts'
import { presence } from './presence.ts'
import { overlayFinder } from './profile/overlay.ts'
import { publisherIsThere } from './published/open.ts'
import { keepSrt, type SrtTools } from './push/srt.ts'
import { listen } from './sound/listen.ts'
import { openSource } from './sources/open.ts'
import { keepSub } from './sub/keep.ts'
import { supervise } from './supervise.ts'

/** A process that hangs in a broken driver can't even be killed; its watcher tries again once we are gone. */
const PATIENCE_MS = 6000

/** The machine beside the cameras, at work. */
export interface Agent {
  /** Adds, removes and restarts the cameras that differ from the configuration before, and only those. */
  apply(config: Config): void
  /** Ends all captures for good; resolves when no FFmpeg is left, in any case within seconds. */
  stop(): Promise<void>
}

export interface AgentOptions {
  readonly hub: Hub
  readonly config: Config
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  /** What a test may own. Default: the machine's. */
  readonly tools?: Partial<CaptureTools>
}

/** Adds the configured cameras to the hub and captures each while somebody wants it. */
export function startAgent({ hub, config, ffmpeg, log, tools }: AgentOptions): Agent {
  const stopping = new AbortController()
  const chooseEncoder = encoderChooser(stopping.signal)
  const findOverlay = overlayFinder(stopping.signal)
  const found = { ffmpeg, log, clock: machineClock, chooseEncoder, findOverlay }
  const all: CaptureTools = { ...found, openSource, captureArgs, reasonFromLog, ...tools }
  const running = new Map<string, Supervised>()
  /** Captures that are about to end, and the source each may still hold. */
  const ending = new Map<Promise<void>, string>()
  const { clock } = all
  const host = config.push?.host ?? '127.0.0.1'
  let current = config
  let stopped = false

  const add = (camera: CameraConfig) => {
    const holders = [...ending].filter(([, source]) => source === camera.source).map(([end]) => end)
    running.set(camera.id, start(hub, camera, { ...all, host }, Promise.all(holders)))
  }
  const remove = (id: string) => {
    const supervised = running.get(id)
    if (!supervised) return
    running.delete(id)
    hub.remove(id)
    const end = supervised.stop().finally(() => ending.delete(end))
    ending.set(end, supervised.source)
  }

  for (const camera of config.cameras) add(camera)
  return {
    apply: next => {
      if (stopped) return
      const { added, removed, changed } = changes(current, next)
      current = next
      for (const { id } of [...removed, ...changed]) remove(id)
      for (const camera of [...changed, ...added]) add(camera)
      hub.arrange(next.cameras.map(({ id }) => id))
    },
    stop: async () => {
      stopped = true
      stopping.abort()
      for (const id of [...running.keys()]) remove(id)
      const patience = new AbortController()
      await Promise.race([Promise.all(ending.keys()), clock.sleep(PATIENCE_MS, patience.signal)])
      patience.abort()
    },
  }
}

interface Supervised {
  readonly source: string
  stop(): Promise<void>
}

/** Starts once `before` is over: a camera that is replaced may still hold its device. */
function start(hub: Hub, config: CameraConfig, tools: CaptureTools & SrtTools, before: Promise<unknown>): Supervised {
  const camera = hub.add(config)
  camera.source = sourceLabel(config.source)
  const stopping = new AbortController()
  const { signal } = stopping
  const { log, clock } = tools
  const { sub } = camera
  const small = sub ? [sub, sub.live].map(form => keepSub(camera, form, tools, signal)) : []
  const seen = before.then(() =>
    supervise(camera, {
      capture: plan => capture(camera, plan, tools, signal),
      isThere: camera.intake ? publisherIsThere(camera.intake) : presence(config),
      log,
      clock,
      signal,
    }),
  )
  const { srt } = config
  const pushed = srt && before.then(() => keepSrt(camera, srt, tools, signal))
  const { sideSound } = camera
  const { audio } = config
  const heard = sideSound && typeof audio === 'string' && listen(camera, audio, sideSound, tools, signal)
  const ended = Promise.all([seen, heard, pushed, ...small]).then(() => undefined)
  return {
    source: config.source,
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}
