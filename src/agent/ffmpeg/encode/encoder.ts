import type { EncoderName } from '../../../config/encoders.ts'

/** An H.264 encoder, and on what it is to run. */
export interface Encoder {
  readonly name: EncoderName
  /** Of h264_vaapi, which needs it: the render node, such as `/dev/dri/renderD128`. */
  readonly device?: string
}

/** The encoder that runs everywhere. */
export const libx264: Encoder = { name: 'libx264' }
