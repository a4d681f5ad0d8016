import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { nginxAvailable } from '../../bench/nginx.ts'
import { browserAvailable, textFieldsAvailable } from './browser.ts'
import { fixtureFfmpeg, onPath } from './ffmpeg.ts'
import { opencvAvailable } from './opencv.ts'
import { runtimesAvailable } from './runtimes.ts'
import { v4l2EncoderAvailable } from './v4l2/encoder.ts'
import { v4l2Available } from './v4l2/preload.ts'
import { workerdAvailable } from './workerd.ts'

/** True when what a test needs is on this machine, else a sentence that says what is missing. */
type Answer = true | string

const answers = {
  v4l2: v4l2Available,
  'v4l2 encoder': v4l2EncoderAvailable,
  browser: browserAvailable,
  'text fields': textFieldsAvailable,
  opencv: opencvAvailable,
  ffmpeg: () => installed('ffmpeg', 'ffmpeg'),
  ffplay: () => installed('ffplay', 'ffmpeg'),
  vlc: (): Answer => vlcAvailable(),
  gstreamer: (): Answer => gstreamerAvailable(),
  ffprobe: () => installed('ffprobe', 'ffmpeg'),
  'v4l2-ctl': () => installed('v4l2-ctl', 'v4l-utils'),
  'systemd-analyze': () => installed('systemd-analyze', 'systemd'),
  bash: () => installed('bash', 'bash'),
  zsh: () => installed('zsh', 'zsh'),
  fish: () => installed('fish', 'fish'),
  ustreamer: () => installed('ustreamer', 'ustreamer'),
  nginx: nginxAvailable,
  srt: (): Answer =>
    /^ *srt$/m.test(spawnSync(fixtureFfmpeg(), ['-hide_banner', '-protocols'], { encoding: 'utf8' }).stdout) ||
    'needs an FFmpeg with libsrt',
  Xvfb: () => installed('Xvfb', 'xvfb'),
  pulseaudio: () => pulseAvailable(),
  alsa: () => alsaAvailable(),
  runtimes: runtimesAvailable,
  workerd: workerdAvailable,
  proc: (): Answer => process.platform === 'linux' || `reads /proc, which ${process.platform} has not`,
} satisfies Record<string, () => Answer>

/** What a test may need beyond Node and an FFmpeg. */
export type Need = keyof typeof answers

/** `describe`, of which the tests run beside each other or one after the other. */
interface Describe {
  (title: string, body: () => void): void
  (title: string, options: { readonly concurrent: true }, body: () => void): void
}

/**
 * `describe` for tests that need these things. Where one is missing they are skipped with the reason in the title,
 * but with TUNNELCAM_TEST_EVERYTHING=1 (as in CI) that is a failure: nothing is skipped without being noticed.
 */
export function needs(...things: readonly Need[]): Describe {
  const missing = things.map(thing => answers[thing]()).find(answer => answer !== true)
  if (missing === undefined) return describe
  if (process.env.TUNNELCAM_TEST_EVERYTHING === '1') {
    throw new Error(`${missing} (and TUNNELCAM_TEST_EVERYTHING=1 forbids skipping)`)
  }
  return (title: string, first: object | (() => void), second?: () => void) =>
    void describe.skip(`${title} [skipped: ${missing}]`, typeof first === 'function' ? () => first() : second)
}

function vlcAvailable(): Answer {
  const there = installed('vlc', 'vlc-bin vlc-plugin-base')
  if (there !== true || process.getuid?.() !== 0) return there
  return onPath('setpriv') !== undefined || 'needs setpriv on PATH: VLC does not run as root'
}

const GSTREAMER = ['souphttpsrc', 'multipartdemux', 'jpegdec', 'hlsdemux', 'qtdemux', 'avdec_h264', 'checksumsink']

function gstreamerAvailable(): Answer {
  const packages = ['tools', 'plugins-base', 'plugins-good', 'plugins-bad', 'libav'].map(one => `gstreamer1.0-${one}`)
  const there = installed('gst-launch-1.0', packages.join(' '))
  if (there !== true) return there
  const missing = GSTREAMER.find(element => spawnSync('gst-inspect-1.0', ['--exists', element]).status !== 0)
  return missing === undefined || `needs GStreamer's ${missing} (apt install ${packages.join(' ')})`
}

function alsaAvailable(): Answer {
  const sources = spawnSync(fixtureFfmpeg(), ['-hide_banner', '-sources', 'alsa'], { encoding: 'utf8' }).stdout
  return /^[* ] pulse /m.test(sources) || 'needs an FFmpeg with ALSA, and its PulseAudio plugin (libasound2-plugins)'
}

function pulseAvailable(): Answer {
  const devices = spawnSync(fixtureFfmpeg(), ['-hide_banner', '-devices'], { encoding: 'utf8' }).stdout
  if (!/^ *DE? +pulse /m.test(devices)) return 'needs an FFmpeg with PulseAudio'
  const server = installed('pulseaudio', 'pulseaudio')
  return server === true ? installed('pactl', 'pulseaudio-utils') : server
}

function installed(program: string, packageName: string): Answer {
  return onPath(program) !== undefined || `needs ${program} on PATH (apt install ${packageName})`
}
