/** Where one camera's page, streams and stills live, each a path on this server. */
export interface CameraPaths {
  readonly page: string
  readonly live: string
  readonly hls: string
  /** HLS in short parts, and the media playlist of its full picture. */
  readonly shortHls: string
  readonly shortMedia: string
  /** HLS of the small picture alone. */
  readonly saver: string
  readonly mjpeg: string
  readonly still: string
  readonly mp4: string
  /** Where to POST how the picture is seen. */
  readonly report: string
  /** Where to POST for the ticket that opens these without a cookie. */
  readonly ticket: string
}

/** The paths of the camera with this id. */
export function cameraPaths(id: string): CameraPaths {
  const page = `/cameras/${encodeURIComponent(id)}`
  return {
    page,
    live: `${page}/live`,
    hls: `${page}/hls/index.m3u8`,
    shortHls: `${page}/hls/short.m3u8`,
    shortMedia: `${page}/hls/short/media.m3u8`,
    saver: `${page}/hls/sub/media.m3u8`,
    mjpeg: `${page}/stream.mjpg`,
    still: `${page}/still.jpg`,
    mp4: `${page}/live.mp4`,
    report: `/api${page}/report`,
    ticket: `/api${page}/ticket`,
  }
}

/** The camera id that a page's own pathname names: '/cameras/front' or '/cameras/front/' is 'front'. */
export function cameraIdAt(pathname: string): string {
  const last = pathname.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** What to call a camera before the server has said its name: 'front-door' reads 'Front door'. */
export function nameFromId(id: string): string {
  const words = id.replace(/[-_]+/g, ' ').trim()
  return words ? words[0]?.toUpperCase() + words.slice(1) : 'Camera'
}
