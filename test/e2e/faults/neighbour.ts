import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect } from 'vitest'
import { type Program, startProgram } from '../../support/program.ts'
import type { TestsOwn } from '../../support/testsOwn.ts'
import { until } from '../../support/until.ts'
import { byHls, type Viewer, watching } from '../viewers.ts'
import { cameraIs, type SeenCamera, seeCamera } from '../watching.ts'

/** A camera as the configuration file says it, without its id, which is `front`. */
export type FaultyCamera = Readonly<Record<string, unknown>> & { readonly source: string }

/** A program with the camera under test, `front`, and a healthy neighbour that is being watched. */
export interface Scene {
  readonly program: Program
  /** `http://127.0.0.1:port/cameras/front` */
  readonly front: string
  see(): Promise<SeenCamera>
  /** Waits until the camera is in this state. */
  is(kind: string, withinMs?: number): Promise<SeenCamera>
  /** Waits until it is lost for this reason, in the words of the page, and the log says the same. */
  isLost(words: RegExp, withinMs?: number): Promise<void>
  /** Waits until the page has a note like this beside the picture, and the log says the same. */
  notes(words: RegExp, withinMs?: number): Promise<void>
  /** Begins to watch the camera by HLS, part by part. */
  watchHls(): Viewer
  /** Writes another configuration of the camera, which the program takes up. */
  save(camera: FaultyCamera): void
}

/** Besides what this process itself was too busy to see. Longer than any part or picture is away, also on a machine with much else to do; a camera that is started again takes longer. */
const NO_GAP_MS = 4000

/**
 * Starts the program with a faulty camera beside a healthy one, and has somebody watch that one by MJPEG and somebody by HLS.
 * At the end of the test neither may have seen a gap, and its FFmpeg must be the one that was started first.
 */
export async function withHealthyNeighbour(
  test: TestsOwn,
  camera: FaultyCamera,
  env: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-faults-'))
  const file = join(folder, 'tunnelcam.yaml')
  const save = (front: FaultyCamera) => {
    const cameras = [
      { id: 'front', keep: true, ...front },
      { id: 'neighbour', source: 'test:', size: '160x120', rate: 10, keep: true },
    ]
    writeFileSync(file, JSON.stringify({ cameras })) // which is YAML too
  }
  save(camera)
  const program = await startProgram(['--config', file], { env })
  const leaving = new AbortController()
  test.onTestFinished(async () => {
    leaving.abort()
    await program.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { address } = program
  await cameraIs(address, 'neighbour', 'live')
  const ffmpeg = () => program.ffmpegs().find(({ command }) => command.join(' ').includes('160:120'))?.pid
  const first = ffmpeg()
  expect(first).toBeDefined()
  const viewers = [byOpenMjpeg, byOpenHls].map(by => watching(by(`${address}/cameras/neighbour`), leaving.signal))
  await until('the neighbour is watched', () => viewers.every(viewer => viewer.seen() > 0))
  const own = monitorEventLoopDelay({ resolution: 20 })
  own.enable()
  test.onTestFinished(async () => {
    expect(viewers.map(viewer => viewer.over())).toEqual([undefined, undefined])
    expect(Math.max(...viewers.map(viewer => viewer.longestGapMs()))).toBeLessThan(NO_GAP_MS + own.max / 1e6)
    expect(ffmpeg()).toBe(first)
  })

  const front = `${address}/cameras/front`
  const logged = (words: RegExp) =>
    until(`the log says ${words}`, () =>
      program.log().some(line => line.camera === 'front' && words.test(String(line.msg))),
    )
  const see = () => seeCamera(address, 'front')
  return {
    program,
    front,
    see,
    is: (kind, withinMs) => cameraIs(address, 'front', kind, withinMs),
    isLost: async (words, withinMs = 20_000) => {
      let reason: string | undefined
      await until(
        `the camera is lost: ${words}`,
        async () => {
          reason = (await see()).state.reason
          return reason !== undefined && words.test(reason)
        },
        withinMs,
      ).catch(cause => {
        throw new Error(`${cause.message}; it was: ${reason}`, { cause })
      })
      await logged(words)
    },
    notes: async (words, withinMs = 20_000) => {
      let warnings: readonly string[] = []
      await until(
        `the page notes ${words}`,
        async () => {
          warnings = (await see()).warnings
          return warnings.some(warning => words.test(warning))
        },
        withinMs,
      ).catch(cause => {
        throw new Error(`${cause.message}; it noted: ${warnings.join(' ')}`, { cause })
      })
      await logged(words)
    },
    watchHls: () => watching(byOpenHls(front), leaving.signal),
    save,
  }
}

function byOpenHls(camera: string) {
  return byHls(camera, '')
}

function byOpenMjpeg(camera: string) {
  return async (saw: () => void, signal: AbortSignal) => {
    const response = await fetch(`${camera}/stream.mjpg`, { signal })
    for await (const _ of response.body ?? []) saw()
    return `answered ${response.status}, which ended`
  }
}
