import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { probe } from '../../ffmpeg/probe.ts'
import { fitFilters } from '../fit.ts'
import { immediately } from '../input.ts'
import type { SourceRow } from '../source.ts'

/**
 * `screen:`, what this machine's screen shows; on X11 also `screen::1`, another display; on Linux without X11 `screen:kms`,
 * what the graphics card shows, or `screen:kms:/dev/dri/card1`.
 */
export const screen: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'screen',
  async open(camera, ffmpeg, signal) {
    const frameRate = camera.rate ?? usualRate
    const input = screenInput(camera, { platform: process.platform, env: process.env })
    const { video } = await probe(input, ffmpeg, { seconds: 10, signal, name: 'The screen' })
    const size = camera.size ?? video?.size
    const filters = [...(isKms(camera.source) ? FROM_CARD : []), ...(camera.size ? fitFilters(camera.size) : [])]
    return {
      kind: 'screen',
      label: 'screen',
      input,
      video: 'other',
      audio: 'none',
      frameRate,
      ...(size && { size }),
      ...(filters.length > 0 && { filters }),
    }
  },
}

const usualRate = 15
/** What the card shows stays on the card until it is fetched. */
const FROM_CARD = ['hwdownload', 'format=bgr0']

function isKms(source: string): boolean {
  return /^screen:kms(?::|$)/.test(source)
}

/** FFmpeg's input for a screen: x11grab, kmsgrab, gdigrab or avfoundation. Throws AgentError `no_screen` where there is none. */
export function screenInput(
  { source, rate = usualRate }: Pick<CameraConfig, 'source' | 'rate'>,
  { platform, env }: { readonly platform: string; readonly env: NodeJS.ProcessEnv },
): string[] {
  const asked = source.slice('screen:'.length)
  const pace = ['-framerate', String(rate)]
  if (platform === 'win32') return [...immediately, '-f', 'gdigrab', ...pace, '-i', 'desktop']
  if (platform === 'darwin') {
    return [
      ...immediately,
      '-f',
      'avfoundation',
      '-capture_cursor',
      '1',
      ...pace,
      '-i',
      `Capture screen ${asked || 0}:none`,
    ]
  }
  if (isKms(source)) {
    const card = asked.slice('kms:'.length) || '/dev/dri/card0'
    return [...immediately, '-device', card, '-f', 'kmsgrab', ...pace, '-i', '-']
  }
  const display = asked || env.DISPLAY
  if (!display) {
    const hint =
      'Start tunnelcam from that desktop, or name its display, as in screen::0. Wayland can’t be captured so; screen:kms can, by root.'
    throw new AgentError('no_screen', 'There is no X11 screen here (DISPLAY is not set).', { hint })
  }
  return [...immediately, '-f', 'x11grab', ...pace, '-i', display]
}
