import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ffmpeg } from '../../agent/ffmpeg/ffmpeg.ts'
import { howToInstall } from '../../agent/ffmpeg/install.ts'
import { output } from '../../agent/process/output.ts'
import type { Finding } from './finding.ts'

/** The FFmpeg that was found, its encoders and what it lacks; `install` is the command for a better one. */
export async function examineFfmpeg(search: Promise<Ffmpeg>, install: string): Promise<Finding[]> {
  const ffmpeg = await search.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  if (ffmpeg instanceof Error) return [{ state: 'missing', what: 'FFmpeg', detail: ffmpeg.message, mend: install }]
  const { stdout } = await output(ffmpeg.path, ['-hide_banner', '-encoders'], { seconds: 10 })
  return [
    { state: 'ok', what: 'FFmpeg', detail: `${ffmpeg.version}, ${ffmpeg.path} (${ffmpeg.foundBy})` },
    encoders(stdout, install),
    ...gaps(ffmpeg, install),
  ]
}

/** What `ffmpeg -encoders` lists, as a finding: libx264 and mjpeg are needed for a picture, aac for sound. */
export function encoders(list: string, install: string): Finding {
  const has = (name: string) => new RegExp(`^ *[A-Z.]{6} ${name} `, 'm').test(list)
  const lacking = needed.filter(name => !has(name))
  if (lacking.length === 0) return { state: 'ok', what: 'Encoders', detail: needed.join(', ') }
  const state = lacking.every(name => name === 'aac') ? 'gap' : 'missing'
  return { state, what: 'Encoders', detail: `${lacking.join(', ')} missing`, mend: install }
}

/** The exact command that installs FFmpeg here: by the package manager that is there, else all of them in a sentence. */
export async function howToGetFfmpeg(
  platform: NodeJS.Platform,
  folders = ['/usr/bin', '/sbin', '/usr/sbin'],
): Promise<string> {
  if (platform === 'darwin') return 'brew install ffmpeg'
  if (platform === 'win32') return 'winget install Gyan.FFmpeg'
  for (const [program, command] of managers) {
    for (const folder of folders) if (await isProgram(join(folder, program))) return command
  }
  return howToInstall(platform)
}

const needed = ['libx264', 'mjpeg', 'aac']

// Fedora's own package, ffmpeg-free, comes without libx264: RPM Fusion's has it.
const managers = [
  ['apt-get', 'sudo apt install ffmpeg'],
  ['pacman', 'sudo pacman -S ffmpeg'],
  ['apk', 'sudo apk add ffmpeg'],
  ['dnf', 'sudo dnf install ffmpeg --allowerasing   (after https://rpmfusion.org/Configuration)'],
  ['zypper', 'sudo zypper install ffmpeg'],
] as const

function gaps({ foundBy, has }: Ffmpeg, mend: string): Finding[] {
  const bundled = foundBy === 'ffmpeg-installer' || foundBy === 'ffmpeg-static'
  const found: [boolean, string, string][] = [
    [!has.drawtext, 'Test picture', 'this FFmpeg has no drawtext: the test picture has no clock'],
    [!has.resolvesNames, 'Host names', 'this FFmpeg cannot look up names: https: and rtsps: sources may not work'],
    [
      !has.scriptOptions,
      'Passwords',
      'this FFmpeg shows the passwords of network cameras in `ps`; 5.0 or newer does not',
    ],
    [bundled && !has.fpsMode, 'FFmpeg', 'the bundled one serves, but is years old'],
  ]
  return found.filter(([is]) => is).map(([, what, detail]) => ({ state: 'gap', what, detail, mend }))
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
