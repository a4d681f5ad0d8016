import { spawn } from 'node:child_process'
import { buffer, text } from 'node:stream/consumers'
import { fixtureFfmpeg } from './ffmpeg.ts'
import { decodePng, type Picture } from './png.ts'

/** The first picture of what is at an address or path, or in these bytes, decoded by FFmpeg. Rejects with what FFmpeg says. */
export async function firstPicture(of: string | Uint8Array, filter = 'null'): Promise<Picture> {
  const input = typeof of === 'string' ? of : 'pipe:0'
  const args = ['-v', 'error', '-i', input, '-frames:v', '1', '-vf', filter, '-pix_fmt', 'rgb24']
  const child = spawn(fixtureFfmpeg(), [...args, '-c:v', 'png', '-f', 'image2pipe', '-'], { timeout: 20_000 })
  child.stdin.on('error', () => undefined) // it has read all that it wants
  child.stdin.end(typeof of === 'string' ? undefined : of)
  const [png, said] = await Promise.all([buffer(child.stdout), text(child.stderr)])
  if (png.length === 0) throw new Error(`FFmpeg could not decode it: ${said}`)
  return decodePng(new Uint8Array(png))
}

/** Red, green and blue of one pixel, by its place from 0 to 1 in each direction. */
export function pixel({ width, height, channels, pixels }: Picture, x: number, y: number): readonly number[] {
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels
  return [...pixels.subarray(at, at + 3)]
}
