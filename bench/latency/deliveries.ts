/** One way a picture comes to the glass. */
export interface ClockDelivery {
  /** What programs call it: the key of its targets. */
  readonly key: string
  /** What people read. */
  readonly name: string
  /** Below the server's address: the page that shows it, its `<img>`'s source, or its HLS playlist. */
  readonly path: string
  /** A page of the server's own; or a page of ours around an `<img>`, or around hls.js as it comes. */
  readonly kind: (typeof KINDS)[number]
  /** The origin of another server, as `http://127.0.0.1:8080`; our own where left out. */
  readonly origin?: string
  /** Where it is measured, keys of NETWORKS; everywhere where left out. */
  readonly networks?: readonly string[]
}

const KINDS = ['page', 'img', 'hls'] as const

/** The camera that shows the clock. */
export const CAMERA = 'clock'

/** The page as it is opened, which chooses by itself and has ten seconds to settle: what it is for is a network that nothing suits. */
const BY_ITSELF: ClockDelivery = {
  ...{ key: 'auto', name: 'The page by itself', path: `/cameras/${CAMERA}`, kind: 'page' as const },
  networks: ['poor'],
}

/** Every delivery of our own that can be measured. */
export const DELIVERIES: Readonly<Record<string, ClockDelivery>> = Object.fromEntries(
  [
    ours('webcodecs', 'WebSocket + WebCodecs'),
    ours('mse', 'WebSocket + MSE'),
    ours('jpeg', 'WebSocket, JPEG'),
    ours('mjpeg', 'MJPEG, our page'),
    { key: 'img', name: 'MJPEG, `<img>`', path: `/cameras/${CAMERA}/stream.mjpg`, kind: 'img' as const },
    ours('hls', 'LL-HLS, hls.js'),
    ours('stills', 'Stills'),
    BY_ITSELF,
  ].map(delivery => [delivery.key, delivery]),
)

/** Those that are measured unless others are asked for. */
export const USUAL: readonly string[] = ['webcodecs', 'mse', 'jpeg', 'img', 'hls', 'auto']

function ours(via: string, name: string): ClockDelivery {
  return { key: via, name, path: `/cameras/${CAMERA}?via=${via}`, kind: 'page' }
}

/** A peer to be measured beside us, as `name=url,kind`; throws a sentence when it is none. */
export function peerFrom(text: string): ClockDelivery & { readonly origin: string } {
  const [, name, url = '', kindText = 'page'] = /^([^=]+)=([^,]+?)(?:,(\w*))?$/.exec(text) ?? []
  const kind = KINDS.find(known => known === kindText)
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (name === undefined || !address || !/^https?:$/.test(address.protocol) || !kind)
    throw new Error(
      `--peer: expected name=url,kind with an http: or https: address and kind ${KINDS.join(', ')}, got ${JSON.stringify(text)}`,
    )
  return { key: name, name, origin: address.origin, path: `${address.pathname}${address.search}`, kind }
}
