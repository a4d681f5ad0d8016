import { levelFor } from '../../../media/h264/level.ts'

/** What the pictures are to be; H.264 counts in pairs of pixels. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rate: number
  readonly bitrate: number
}

/** An encoder's configuration for such pictures: H.264, which nobody has to encode anew, else another; undefined for none. */
export async function videoConfig(picture: Picture): Promise<VideoEncoderConfig | undefined> {
  if (typeof VideoEncoder === 'undefined') return undefined
  for (const config of candidates(picture)) {
    const answer = await VideoEncoder.isConfigSupported(config).catch(() => undefined)
    if (answer?.supported) return config
  }
  return undefined
}

/** Constrained Baseline first: it has no pictures that wait for others. */
export function candidates({ width, height, rate, bitrate }: Picture): VideoEncoderConfig[] {
  const level = levelFor({ width, height }, rate).toString(16)
  const common = {
    width,
    height,
    framerate: rate,
    bitrate,
    latencyMode: 'realtime',
  } as const
  const h264 = ['42e0', '4d00', '6400'].map(profile => `avc1.${profile}${level}`)
  return [
    ...h264.map(codec => ({ ...common, codec, avc: { format: 'avc' } as const })),
    ...['vp8', 'vp09.00.41.08'].map(codec => ({ ...common, codec })),
  ]
}
