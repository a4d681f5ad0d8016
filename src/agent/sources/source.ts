import type { SourceKind } from '../../config/source.ts'
import type { CameraConfig } from '../../config.ts'
import type { Polled } from '../feed/still/feedStills.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'

/** A camera's source as FFmpeg is to read it. */
export interface Source {
  /** As its text says, but for what a path or an HTTP address turned out to be. */
  readonly kind: Exclude<SourceKind, 'path' | 'http' | 'files'> | 'pictures' | 'watch' | 'file' | 'mjpeg'
  /** For people: the source without its passwords, an address also without the values of its query. */
  readonly label: string
  /** FFmpeg's arguments up to and including `-i …`. */
  readonly input: readonly string[]
  /** What is to be handed to FFmpeg on fd 5 at once: an address with a secret, which so stands in no process list or log. */
  readonly script?: string
  /** What can be handed on as it is: `other` where it must be encoded, also because an option asks for what copying can't do. */
  readonly video: 'h264' | 'mjpeg' | 'other'
  readonly audio: 'aac' | 'other' | 'none'
  /** Frames per second, where known: a rate that was only asked for, or that others are thinned to, is none. */
  readonly frameRate?: number
  /** Of what FFmpeg's filters give, where known. */
  readonly size?: { readonly width: number; readonly height: number }
  /** Filters that every encode of this source needs first. */
  readonly filters?: readonly string[]
  /**
   * What is to be fed on fd 5: the newest JPEG of a folder, or at an address, as mpjpeg, `frameRate` times a second; or what
   * a command writes to its stdout.
   */
  readonly feed?: { readonly folder: string } | Polled | { readonly command: readonly string[] }
  /**
   * It is sent here. Of pictures viewers get what was sent, and fd 5 is fed with them for those of video; a video is fed to
   * fd 5 as it comes.
   */
  readonly published?: { readonly what: 'pictures'; readonly slowestRate: number } | { readonly what: 'video' }
  /** What people should know of it, as sentences. */
  readonly notice?: string
  /** The host name that was looked up for FFmpeg. */
  readonly resolvedFrom?: string
}

/** One kind of source: a row of the table. */
export interface SourceRow {
  /** Whether `camera.source` is of this kind. */
  takes(camera: CameraConfig): boolean | Promise<boolean>
  /** Looks at the source and says how FFmpeg is to read it. Throws AgentError with a sentence when it can't be had. */
  open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source>
}
