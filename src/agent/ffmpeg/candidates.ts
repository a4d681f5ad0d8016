import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ofPackage, runnable } from '../process/locate.ts'

/** The FFmpeg that the package `ffmpeg-static` downloaded; undefined without the package or its download. */
export function ofFfmpegStatic(): Promise<string | undefined> {
  return ofPackage('ffmpeg-static', ['default'])
}

/**
 * The FFmpeg that comes with the package `@ffmpeg-installer/ffmpeg`; undefined where it has none for this machine. That package
 * looks for it in folders beside itself, where Deno's cache has none, so it is resolved here.
 */
export async function ofFfmpegInstaller(): Promise<string | undefined> {
  const file = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
  const facts = `@ffmpeg-installer/${process.platform}-${process.arch}/package.json`
  try {
    const installer = createRequire(createRequire(import.meta.url).resolve('@ffmpeg-installer/ffmpeg'))
    const path = join(dirname(installer.resolve(facts)), file)
    return (await runnable(path)) ? path : undefined
  } catch {
    return undefined // not installed
  }
}
