import { ofPackage } from '../process/locate.ts'

/** The FFmpeg that the package `ffmpeg-static` downloaded; undefined without the package or its download. */
export function ofFfmpegStatic(): Promise<string | undefined> {
  return ofPackage('ffmpeg-static', ['default'])
}

/** The FFmpeg inside the package `@ffmpeg-installer/ffmpeg`; undefined where it has none for this machine. */
export function ofFfmpegInstaller(): Promise<string | undefined> {
  return ofPackage('@ffmpeg-installer/ffmpeg', ['default', 'path'])
}
