import { join, relative } from 'node:path'
import type { Device } from '../../agent/v4l2/devices.ts'
import { cameraFromSource } from '../../config/camera.ts'
import { sourceLabel } from '../../config/mask.ts'
import { sourceKind } from '../../config/source.ts'
import type { CameraConfig, Config } from '../../config.ts'
import { CliError } from '../error.ts'
import { cameraFlags, defined, type Flags, withFlags } from '../flags.ts'
import { findConfigFile, isThere } from './findConfigFile.ts'
import { firstPicture } from './firstPicture.ts'
import { readConfig } from './readConfig.ts'

/** What will be shown. `why` is a sentence for the person who started the program. */
export interface Choice {
  readonly config: Config
  readonly why: string
  /** The configuration file, where there is one to watch, and what it said. */
  readonly file?: { readonly path: string; readonly config: Config }
}

/** What choosing looks at: given by a caller, so that a test can own it. */
export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  listDevices(signal: AbortSignal): Promise<readonly Device[]>
  givesPicture(path: string, signal: AbortSignal): Promise<true | string>
}

/**
 * Chooses the cameras: the source of the command line; else the configuration file; else the first camera that gives a
 * picture; else the built-in test picture. Throws CliError and ConfigError; `flags` have been checked.
 */
export async function choose(flags: Flags, surroundings: Surroundings, signal: AbortSignal): Promise<Choice> {
  if (flags.source !== undefined) return chooseSource(flags.source, flags, surroundings)
  const file = flags.config ?? (await findConfigFile(surroundings.cwd, surroundings.env))
  if (file !== undefined) return chooseFile(file, flags, surroundings)
  return chooseCamera(flags, surroundings, signal)
}

async function chooseSource(source: string, flags: Flags, { cwd }: Surroundings): Promise<Choice> {
  const beside = sourceKind(source) === undefined && (await isThere(join(cwd, source))) ? `./${source}` : source
  const why = `${sourceLabel(beside)}, as you asked.`
  return { config: oneCamera(cameraFromSource(beside, flags.camera), flags), why }
}

async function chooseFile(file: string, flags: Flags, { cwd }: Surroundings): Promise<Choice> {
  const shown = relative(cwd, file).startsWith('..') ? file : relative(cwd, file) || file
  const options = cameraFlags(flags.camera)
  if (options.length > 0) {
    const message = `${options.join(', ')}: expected with a source only, and ${shown} says which cameras there are.`
    throw new CliError(2, message, {
      hint: 'Name a source (tunnelcam /dev/video0 …), or write the option in the file.',
    })
  }
  const written = await readConfig(file)
  const config = withFlags(written, flags)
  const count = config.cameras.length === 1 ? 'the camera' : `the ${config.cameras.length} cameras`
  return {
    config,
    file: { path: file, config: written },
    why: `${count} of ${shown}${flags.config === undefined ? '' : ', as you asked'}.`,
  }
}

async function chooseCamera(flags: Flags, surroundings: Surroundings, signal: AbortSignal): Promise<Choice> {
  const devices = await surroundings.listDevices(signal).catch(cause => {
    signal.throwIfAborted()
    return cause instanceof Error ? cause.message : String(cause)
  })
  const found =
    typeof devices === 'string' ? { refusals: [devices] } : await firstPicture(devices, surroundings, signal)
  if ('device' in found) {
    const { path, name } = found.device
    const camera = cameraFromSource(path, { ...flags.camera, name: flags.camera.name ?? name.trim().slice(0, 100) })
    return {
      config: oneCamera(camera, flags),
      why: `${path}, the first camera that gives a picture.${also(found.refusals)}`,
    }
  }
  const none = found.refusals.length > 0 ? 'no camera gives a picture' : 'no camera was found'
  const why = `the built-in test picture, because ${none} and there is no tunnelcam.yaml.${also(found.refusals)}`
  return {
    config: oneCamera(cameraFromSource('test:', { name: 'Test picture', ...defined(flags.camera) }), flags),
    why,
  }
}

function oneCamera(camera: CameraConfig, flags: Flags): Config {
  return withFlags({ listen: { host: '127.0.0.1', port: 8080 }, open: false, cameras: [camera] }, flags)
}

function also(refusals: readonly string[]): string {
  return refusals.length > 0 ? ` ${refusals.join(' ')}` : ''
}
