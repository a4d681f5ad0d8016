import type { Output } from '../../hub/counts.ts'

const FILES: Readonly<Record<Output, string>> = {
  hls: 'hls/index.m3u8',
  mjpeg: 'stream.mjpg',
  still: 'still.jpg',
  live: 'live',
  mp4: 'live.mp4',
}

/** Where a camera's page is, below which all that is its stands. */
export function cameraPath(camera: string): string {
  return `/cameras/${encodeURIComponent(camera)}`
}

/** Where pictures are sent to a camera. */
export function publishPath(camera: string): string {
  return `${cameraPath(camera)}/publish`
}

/** The page that makes a device a camera: this one, or one that is chosen there. */
export function publishPagePath(camera?: string): string {
  return camera === undefined ? '/publish' : `/publish?camera=${encodeURIComponent(camera)}`
}

/** Where an output of a camera is. */
export function outputPath(camera: string, output: Output): string {
  return `${cameraPath(camera)}/${FILES[output]}`
}
