/** Why there is no picture or sound to send, in words for the person who holds the phone. */
export interface Trouble {
  readonly kind: 'insecure' | 'denied' | 'missing' | 'busy' | 'other'
  readonly title: string
  readonly detail: string
}

/** What a camera that was opened, and a microphone if one was wanted, can fail with. `name` is that of getUserMedia's error. */
export function troubleOf(
  { name, message }: { readonly name: string; readonly message: string },
  sound: boolean,
): Trouble {
  const what = sound ? 'camera or microphone' : 'camera'
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return {
      kind: 'denied',
      title: `The browser may not use the ${what}.`,
      detail: 'Allow it in the browser’s settings for this address (by the sign beside the address), then press Start.',
    }
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return {
      kind: 'missing',
      title: sound ? 'No camera or no microphone was found.' : 'No camera was found.',
      detail: sound ? 'Plug one in, or switch the microphone off.' : 'This device has none, or it is switched off.',
    }
  if (name === 'NotReadableError' || name === 'AbortError')
    return {
      kind: 'busy',
      title: `The ${what} is in use.`,
      detail: 'Another app or tab has it. Close that, then press Start.',
    }
  return { kind: 'other', title: 'The camera can’t be opened.', detail: message }
}

/** Why a page has no camera at all; undefined where it may ask for one. */
export function pageTrouble({
  secure,
  devices,
}: {
  readonly secure: boolean
  readonly devices: boolean
}): Trouble | undefined {
  if (!secure)
    return {
      kind: 'insecure',
      title: 'This page needs https.',
      detail:
        'Browsers give the camera only to pages that came over https. Open the link with the tunnel’s address (tunnelcam\u00a0\u2011\u2011tunnel), or one of this device itself.',
    }
  if (devices) return undefined
  return {
    kind: 'other',
    title: 'This browser has no camera.',
    detail: 'Try Chrome, Safari or Firefox, not the browser inside another app.',
  }
}
