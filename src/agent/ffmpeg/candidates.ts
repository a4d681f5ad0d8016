import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The full path of a program on PATH, or undefined. */
export async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const files = process.platform === 'win32' ? [`${name}.exe`] : [name]
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)) {
    for (const file of files) if (await runnable(join(folder, file))) return join(folder, file)
  }
  return undefined
}

/** The FFmpeg that the package `ffmpeg-static` downloaded; undefined without the package or its download. */
export async function ofFfmpegStatic(): Promise<string | undefined> {
  const path = field(await optionalPackage('ffmpeg-static'), 'default')
  return typeof path === 'string' && (await runnable(path)) ? path : undefined
}

/** The FFmpeg inside the package `@ffmpeg-installer/ffmpeg`; undefined where it has none for this machine. */
export async function ofFfmpegInstaller(): Promise<string | undefined> {
  const path = field(field(await optionalPackage('@ffmpeg-installer/ffmpeg'), 'default'), 'path')
  return typeof path === 'string' && (await runnable(path)) ? path : undefined
}

// A package that is absent, or says by throwing that it has nothing for this machine, is one candidate less.
async function optionalPackage(name: string): Promise<unknown> {
  return import(name).catch(() => undefined)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function runnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
