import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * The FFmpeg that fixtures are made with: TUNNELCAM_FFMPEG, then PATH, then the one from the npm registry.
 * Independent of the program's own search, so that a fault there fails a test and not the fixtures.
 */
export function fixtureFfmpeg(): string {
  const path = process.env.TUNNELCAM_FFMPEG ?? onPath('ffmpeg') ?? installed()
  if (path === undefined) throw new Error('no FFmpeg to make fixtures with: install ffmpeg, or run npm ci')
  return path
}

let scripts: boolean | undefined

/** Whether the FFmpeg here takes an address through a pipe (5.0, libavcodec 59.18): an older one has it on its command line. */
export function takesScripts(): boolean {
  const version = () =>
    /libavcodec +(\d+)\. *(\d+)/.exec(spawnSync(fixtureFfmpeg(), ['-version'], { encoding: 'utf8' }).stdout)
  const [, major = 0, minor = 0] = scripts === undefined ? (version() ?? []) : []
  scripts ??= Number(major) > 59 || (Number(major) === 59 && Number(minor) >= 18)
  return scripts
}

/** The first executable of that name on PATH, or undefined. */
export function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(existsSync)
}

/** The folder where fixtures stay between runs: nothing in it depends on one run. */
export function fixtureCache(): string {
  const folder = join(tmpdir(), `tunnelcam-fixtures-${process.getuid?.() ?? 'user'}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/**
 * The file that `make` writes, made once for each `key` and shared by every test process.
 * `make` gets a name of its own; the finished file is moved into place, so two at once cannot see half a file.
 */
export function cachedFile(key: string, extension: string, make: (path: string) => void): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16)
  const path = join(fixtureCache(), `${name}.${extension}`)
  if (existsSync(path)) return path
  const draft = join(fixtureCache(), `${name}.${process.pid}-${randomUUID().slice(0, 8)}.${extension}`)
  make(draft)
  renameSync(draft, path)
  return path
}

/** A file made by FFmpeg from these output arguments (all but the file's name), once. */
export function clip(args: readonly string[], extension: string): string {
  const ffmpeg = fixtureFfmpeg()
  return cachedFile(JSON.stringify([ffmpeg, args]), extension, path =>
    run(ffmpeg, ['-nostdin', '-v', 'error', '-y', ...args, path]),
  )
}

/** Runs a program to its end; throws with what it said when it fails. */
export function run(program: string, args: readonly string[]): void {
  const { status, signal, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 })
  if (status !== 0) {
    throw new Error(`${program} ended with ${status ?? signal}: ${stderr ?? ''}`, error ? { cause: error } : {})
  }
}

function installed(): string | undefined {
  try {
    const { path }: { path: string } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg')
    return path
  } catch (cause) {
    if (cause instanceof Error && /Cannot find|Unsupported|Could not find/.test(cause.message)) return undefined
    throw cause
  }
}
