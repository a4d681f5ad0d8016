import type { Device } from '../../agent/v4l2/devices.ts'
import type { Finding } from './finding.ts'

/** The cameras that are plugged in. None of them is needed for a picture: there are other sources and the test picture. */
export async function examineCameras(
  listing: Promise<readonly Device[]>,
  platform: NodeJS.Platform,
): Promise<Finding[]> {
  if (platform !== 'linux') {
    listing.catch(() => undefined)
    const detail = 'cameras of this machine are read on Linux only, so far; rtsp:, http: and files work everywhere'
    return [{ state: 'gap', what: 'Cameras', detail }]
  }
  const devices = await listing.catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  if (typeof devices === 'string') return [{ state: 'gap', what: 'Cameras', detail: `could not be listed: ${devices}` }]
  if (devices.length === 0) {
    const mend = 'plug one in; `ls /dev/video*` shows it. Until then the test picture is shown'
    return [{ state: 'gap', what: 'Cameras', detail: 'none was found', mend }]
  }
  return devices.map(camera)
}

function camera({ path, name, formats, problem }: Device): Finding {
  if (problem !== undefined)
    return { state: 'gap', what: path, detail: `${name}: ${problem}`, mend: mendFor(problem, path) }
  return { state: 'ok', what: path, detail: `${name}: ${formats.map(format).join(', ') || 'formats unknown'}` }
}

/** `mjpeg to 1920x1080` */
function format({ format, sizes }: Device['formats'][number]): string {
  const largest = [...sizes].sort((a, b) => b.width * b.height - a.width * a.height)[0]
  return largest ? `${format} to ${largest.width}x${largest.height}` : format
}

function mendFor(problem: string, path: string): string | undefined {
  if (/permi|may not open/i.test(problem)) return 'sudo usermod -aG video $USER   (then log in again)'
  if (/busy|in use/i.test(problem)) return `fuser -v ${path}   (shows which program has it)`
  return undefined
}
