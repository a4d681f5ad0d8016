import type { Opening } from '../../access/pass.ts'

const FILES: Readonly<Record<Exclude<Opening, 'view'>, string>> = {
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

/** Where an output of a camera is; what a page of another site shows it by is the camera's own address. */
export function outputPath(camera: string, output: Opening): string {
  return output === 'view' ? cameraPath(camera) : `${cameraPath(camera)}/${FILES[output]}`
}
