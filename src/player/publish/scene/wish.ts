/** How the picture is to be. */
export interface Wish {
  readonly facing: 'environment' | 'user'
  /** A camera by the browser's id, where it is told apart by nothing else. */
  readonly device?: string | undefined
  /** Lines of a picture that is wider than high. */
  readonly height: Height
  /** Pictures a second. */
  readonly rate: Rate
  readonly microphone: boolean
}

/** The lines that can be chosen. */
export const HEIGHTS = [480, 720, 1080] as const
/** One of them. */
export type Height = (typeof HEIGHTS)[number]
/** The pictures a second that can be chosen. */
export const RATES = [10, 15, 30] as const
/** One of them. */
export type Rate = (typeof RATES)[number]

/** Bits a second on a good line, for H.264 at 30 pictures a second. */
const BITRATES: Readonly<Record<Height, number>> = { 480: 1_000_000, 720: 2_200_000, 1080: 4_500_000 }

/** How many bits a second the picture gets on a good line: half the pictures need more than half of them. */
export function bitrateOf({ height, rate }: Pick<Wish, 'height' | 'rate'>): number {
  return Math.round(BITRATES[height] * (rate / 30) ** 0.6)
}

/** What getUserMedia is asked for. None of it is a must: a camera that can't gives what it has. */
export function constraintsOf({ facing, device, height, rate, microphone }: Wish): MediaStreamConstraints {
  const width = Math.round((height * 8) / 9) * 2 // H.264 counts in pairs of pixels
  const which = device === undefined ? { facingMode: { ideal: facing } } : { deviceId: { exact: device } }
  return {
    video: { ...which, width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: rate, max: rate } },
    audio: microphone,
  }
}

/** What is kept in this browser of the last time: the microphone is off at first each time. */
export function keptWish(text: string | null): Wish {
  const kept = parsed(text)
  return {
    facing: kept.facing === 'user' ? 'user' : 'environment',
    height: HEIGHTS.find(height => height === kept.height) ?? 720,
    rate: RATES.find(rate => rate === kept.rate) ?? 30,
    microphone: false,
  }
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text ?? '{}'))
  } catch {
    return {} // somebody else's text under our name
  }
}
