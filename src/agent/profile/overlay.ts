import { access } from 'node:fs/promises'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { notStarted, reasonFromLog } from '../ffmpeg/reason.ts'
import { output } from '../process/output.ts'
import { drawText } from './drawText.ts'

/** The filter that writes a text, or a sentence on why none does. */
export type Overlay = { readonly filter: string } | { readonly reason: string }

/** Finds the filter that writes `text` with this FFmpeg. Rejects when the agent stops. */
export type FindOverlay = (text: string, ffmpeg: Ffmpeg) => Promise<Overlay>

/**
 * Finds by trying: FFmpeg may lack drawtext, and the machine a font. The result is remembered for as long as the program
 * runs. `signal` ends trials that are on.
 */
export function overlayFinder(signal: AbortSignal): FindOverlay {
  const found = new Map<string, Promise<Overlay>>()
  return (text, ffmpeg) => {
    const key = JSON.stringify([ffmpeg.path, text])
    const overlay = found.get(key) ?? findOverlay(text, ffmpeg, signal)
    found.set(key, overlay)
    return overlay
  }
}

async function findOverlay(text: string, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Overlay> {
  if (!ffmpeg.has.drawtext) return { reason: `FFmpeg ${ffmpeg.version} has no drawtext.` }
  const reason = await whyNot(drawText(text), ffmpeg, signal)
  if (reason === undefined) return { filter: drawText(text) }
  for (const font of usualFonts) {
    const there = await access(font).then(
      () => true,
      () => false,
    )
    const filter = drawText(text, font)
    if (there && (await whyNot(filter, ffmpeg, signal)) === undefined) return { filter }
  }
  return { reason }
}

async function whyNot(filter: string, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<string | undefined> {
  const picture = ['-f', 'lavfi', '-i', 'color=s=320x240:d=0.1', '-frames:v', '1', '-vf', filter, '-f', 'null', '-']
  const args = ['-nostdin', '-hide_banner', '-loglevel', 'error', ...picture]
  const { exitCode, error, timedOut, stderr } = await output(ffmpeg.path, args, { seconds: 20, signal })
  if (exitCode === 0) return undefined
  if (timedOut) return 'FFmpeg did not draw a text within 20 seconds.'
  return error === undefined ? reasonFromLog(stderr.split('\n')).reason : notStarted(error).reason
}

// For an FFmpeg without fontconfig.
const usualFonts = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/TTF/DejaVuSans.ttf',
  '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf',
  '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
  '/System/Library/Fonts/Supplemental/Arial.ttf',
  'C:/Windows/Fonts/arial.ttf',
]
