/** The ways a picture goes out to viewers. */
export const OUTPUTS = ['hls', 'mjpeg', 'still', 'live', 'mp4'] as const

/** One of the ways a picture goes out to viewers. */
export type Output = (typeof OUTPUTS)[number]

/**
 * What has been counted of one camera since it came into the hub: plain numbers that only ever grow. They are added to
 * where it happens and read when somebody asks, so that counting costs next to nothing.
 */
export interface Counts {
  /** Frames of video taken from FFmpeg. */
  videoFrames: number
  /** Times that FFmpeg was started again while the camera was wanted all along. */
  restarts: number
  /** Pictures left out for MJPEG viewers because they could not take one more, each viewer's counted; not those of `?fps=`. */
  dropped: number
  /** Bytes handed over to viewers' connections: media and playlists, without HTTP headers. */
  readonly bytes: Record<Output, number>
}

/** Nothing counted yet. */
export function noCounts(): Counts {
  return { videoFrames: 0, restarts: 0, dropped: 0, bytes: { hls: 0, mjpeg: 0, still: 0, live: 0, mp4: 0 } }
}
