/** One way a picture comes to the glass. */
export interface ClockDelivery {
  /** What people read. */
  readonly name: string
  /** The page that shows it, below the server's address; or its `<img>`'s source. */
  readonly path: string
  readonly kind: 'page' | 'img'
}

/** The camera that shows the clock. */
export const CAMERA = 'clock'

/** Every delivery of our own that is measured. */
export const DELIVERIES: Readonly<Record<string, ClockDelivery>> = {
  webcodecs: { name: 'WebSocket + WebCodecs', path: `/cameras/${CAMERA}?via=webcodecs`, kind: 'page' },
  mse: { name: 'WebSocket + MSE', path: `/cameras/${CAMERA}?via=mse`, kind: 'page' },
  mjpeg: { name: 'MJPEG, our page', path: `/cameras/${CAMERA}?via=mjpeg`, kind: 'page' },
  img: { name: 'MJPEG, `<img>`', path: `/cameras/${CAMERA}/stream.mjpg`, kind: 'img' },
  hls: { name: 'LL-HLS, hls.js', path: `/cameras/${CAMERA}?via=hls`, kind: 'page' },
  stills: { name: 'Stills', path: `/cameras/${CAMERA}?via=stills`, kind: 'page' },
}

const KINDS = ['page', 'img'] as const

/** A peer to be measured beside us, as `name=url,kind`; throws a sentence when it is none. */
export function peerFrom(text: string): ClockDelivery & { readonly url: string } {
  const [, name, url, kindText = 'page'] = /^([^=]+)=([^,]+?)(?:,(\w+))?$/.exec(text) ?? []
  const kind = KINDS.find(known => known === kindText)
  if (name === undefined || url === undefined || !kind || !URL.canParse(url))
    throw new Error(`--peer: expected name=url,kind with kind ${KINDS.join(' or ')}, got ${JSON.stringify(text)}`)
  return { name, url, path: url, kind }
}
