import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { clip } from '../ffmpeg.ts'
import { preload } from './preload.ts'

/** One format at one size that a pretend camera offers, and the rates it offers it at, highest first. */
export interface CameraMode {
  readonly kind: 'mjpeg' | 'h264' | 'yuyv'
  readonly width: number
  readonly height: number
  readonly rates: readonly number[]
  /**
   * What it sends, in a loop: JPEGs one after the other, or Annex B H.264 with access unit delimiters. From a FIFO each JPEG is
   * sent once, when it has come.
   */
  readonly clip?: string
  /** Frames from one keyframe of the made H.264 clip to the next; default one second of them. */
  readonly keyframeEvery?: number
}

/** A pretend camera: `path` is /dev/videoN, by default from /dev/video40 on. */
export interface CameraDescription {
  readonly path?: string
  readonly name?: string
  /** What sysfs and /dev/v4l/by-id tell of it; default: it is no USB camera. */
  readonly usb?: { readonly vendor: string; readonly product: string; readonly serial?: string }
  readonly modes: readonly CameraMode[]
}

/** A plugged-in pretend camera, and what a test can do to it. */
export interface PretendCamera {
  readonly path: string
  readonly name: string
  /** Of a USB camera, `/dev/v4l/by-id/…`. */
  readonly byId: string
  unplug(): void
  /** Plugs it in again; under this path, such as /dev/video47, where one is given. */
  replug(path?: string): void
  /** It stays there but sends nothing more and reports nothing. */
  freeze(): void
  thaw(): void
}

/** Cameras that a program started with `env` added to its environment sees, and no others. */
export interface PretendCameras {
  readonly env: Readonly<Record<string, string>>
  readonly cameras: readonly PretendCamera[]
  close(): void
}

const kinds: readonly CameraMode['kind'][] = ['mjpeg', 'h264', 'yuyv']

/** The three kinds of camera at one size and rate: what most tests want. */
export const everyKind: readonly CameraMode[] = kinds.map(kind => ({ kind, width: 640, height: 480, rates: [30, 15] }))

/** Plugs in these cameras. Needs `needs('v4l2')`. */
export function v4l2Cameras(descriptions: readonly CameraDescription[]): PretendCameras {
  const root = mkdtempSync(join(tmpdir(), 'tunnelcam-v4l2-'))
  for (const folder of ['dev', 'unplugged', 'frozen', 'sys/class/video4linux']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  const cameras = descriptions.map((description, index) => plugIn(root, description, index))
  return {
    env: { LD_PRELOAD: preload(), TUNNELCAM_TEST_V4L2: root },
    cameras,
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Plugs in one camera. Needs `needs('v4l2')`. */
export function v4l2Camera(
  description: CameraDescription,
): PretendCamera & Pick<PretendCameras, 'env'> & { close(): void } {
  const { env, cameras, close } = v4l2Cameras([description])
  const [camera] = cameras
  if (camera === undefined) throw new Error('one description makes one camera')
  return { ...camera, env, close }
}

function plugIn(root: string, description: CameraDescription, index: number): PretendCamera {
  const { path = `/dev/video${40 + index}`, name = `Test camera ${index + 1}`, usb } = description
  const text = `name ${name}\n${description.modes.map(modeLine).join('')}`
  const byId = `/dev/v4l/by-id/usb-${name.replace(/\W+/g, '_')}${usb?.serial ? `_${usb.serial}` : ''}-video-index0`
  const unplugged = join(root, 'unplugged', `${index}`)
  let device = basename(path)
  const frozen = () => join(root, 'frozen', device)
  const folders = () => [
    join(root, 'sys/class/video4linux', device),
    join(root, 'sys/dev/char', `81:${device.replace('video', '')}`),
    join(root, `sys/devices/usb${index}`),
  ]

  const show = () => {
    const [sysfs = '', byNumber = '', bus = ''] = folders()
    for (const folder of [sysfs, byNumber, join(bus, '1:1.0')]) mkdirSync(folder, { recursive: true })
    writeFileSync(join(sysfs, 'name'), `${name}\n`)
    writeFileSync(join(sysfs, 'index'), '0\n')
    const minor = device.replace('video', '')
    writeFileSync(join(byNumber, 'uevent'), `MAJOR=81\nMINOR=${minor}\nDEVNAME=${device}\n`)
    if (!usb) return
    const facts = { idVendor: usb.vendor, idProduct: usb.product, ...(usb.serial && { serial: usb.serial }) }
    for (const [file, fact] of Object.entries(facts)) writeFileSync(join(bus, file), `${fact}\n`)
    symlinkSync(join(bus, '1:1.0'), join(sysfs, 'device'))
    mkdirSync(join(root, dirname(byId)), { recursive: true })
    symlinkSync(`../../${device}`, join(root, byId))
  }
  writeFileSync(join(root, 'dev', device), text)
  show()

  return {
    path,
    name,
    byId,
    unplug: () => {
      for (const folder of [...folders(), join(root, byId)]) rmSync(folder, { recursive: true, force: true })
      renameSync(join(root, 'dev', device), unplugged)
    },
    replug: (at = `/dev/${device}`) => {
      device = basename(at)
      show()
      renameSync(unplugged, join(root, 'dev', device))
    },
    freeze: () => writeFileSync(frozen(), ''),
    thaw: () => rmSync(frozen(), { force: true }),
  }
}

function modeLine(mode: CameraMode): string {
  const { kind, width, height, rates } = mode
  return `${kind} ${width} ${height} ${rates.join(',')} ${mode.clip ?? made(mode) ?? ''}\n`
}

// A running clock of frames and a moving pattern, so that a test can tell pictures apart.
function made({ kind, width, height, rates, keyframeEvery }: CameraMode): string | undefined {
  const rate = rates[0] ?? 30
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${rate}:duration=4`]
  if (kind === 'mjpeg') return clip([...picture, '-c:v', 'mjpeg', '-q:v', '5', '-f', 'mjpeg'], 'mjpeg')
  if (kind === 'yuyv') return undefined
  const every = String(keyframeEvery ?? rate)
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline']
  const keyframes = ['-pix_fmt', 'yuv420p', '-g', every, '-keyint_min', every, '-sc_threshold', '0']
  const delimited = ['-bsf:v', 'h264_metadata=aud=insert,dump_extra=freq=keyframe', '-f', 'h264']
  return clip([...picture, ...encode, ...keyframes, ...delimited], 'h264')
}
