/** FFmpeg's names of the H.264 encoders that are known here: the one in software, then those of hardware, best first. */
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
