/** An FFmpeg that can do what is needed: encode H.264, write FLV and mpjpeg. */
export interface Ffmpeg {
  readonly path: string
  /** As it calls itself: `5.1.9-0+deb12u1`, `N-92722-gf22fcd4483`. */
  readonly version: string
  readonly foundBy: 'option' | 'environment' | 'PATH' | 'ffmpeg-static' | 'ffmpeg-installer'
  readonly has: {
    /** `-fps_mode` (5.1); before there was only `-vsync`. */
    readonly fpsMode: boolean
    /** RTSP's `-timeout` is for sockets (5.0); before it was `-stimeout`, and `-timeout` meant to listen. */
    readonly rtspTimeout: boolean
    /** A script for the concat demuxer can say how to open what it names (5.0). */
    readonly scriptOptions: boolean
    /** Whether it can look host names up; static Linux builds crash doing so. */
    readonly resolvesNames: boolean
    readonly libx264: boolean
    readonly drawtext: boolean
  }
}
