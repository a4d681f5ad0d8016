/** FFmpeg's names of the H.264 encoders that are known here: the one in software, and those of hardware, best first. */
export const encoderNames = [
  'libx264',
  'h264_videotoolbox',
  'h264_nvenc',
  'h264_vaapi',
  'h264_qsv',
  'h264_v4l2m2m',
] as const

/** An H.264 encoder by FFmpeg's name. */
export type EncoderName = (typeof encoderNames)[number]

/** An encoder, and on what it is to run. */
export interface Encoder {
  readonly name: EncoderName
  /** Of h264_vaapi, which needs it: the render node, such as `/dev/dri/renderD128`. */
  readonly device?: string
}

/** The encoder that runs everywhere. */
export const libx264: Encoder = { name: 'libx264' }
