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
  const level = h264Level({ width, height, rate })
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

/** The lowest level that has room for such pictures (ITU-T H.264, Table A-1), as it stands in a codec's name. */
export function h264Level({ width, height, rate }: Pick<Picture, 'width' | 'height' | 'rate'>): string {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  const level = LEVELS.find(({ most, perSecond }) => blocks <= most && blocks * rate <= perSecond)
  return level?.name ?? '33'
}

const LEVELS = [
  { name: '1e', most: 1620, perSecond: 40_500 }, // 3
  { name: '1f', most: 3600, perSecond: 108_000 }, // 3.1
  { name: '20', most: 5120, perSecond: 216_000 }, // 3.2
  { name: '28', most: 8192, perSecond: 245_760 }, // 4
  { name: '2a', most: 8704, perSecond: 522_240 }, // 4.2
]
