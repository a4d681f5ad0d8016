import { CODE_LENGTH } from './codeText.ts'

/** How the exchange of a code for access ended, when it did not succeed. */
export type LoginFailure =
  | { readonly kind: 'wrong' | 'expired' | 'revoked' | 'silent' | 'offline' | 'unkept' }
  /** Too many attempts: none is looked at for so many seconds. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Anything else, in the server's own words. */
  | { readonly kind: 'other'; readonly message: string }

const WORDS: Readonly<Record<Exclude<LoginFailure['kind'], 'wait' | 'other'>, string>> = {
  wrong: 'This code is not right. Check it, or open the link once more.',
  expired: 'This code has expired. Ask for a new one.',
  revoked: 'This code was revoked. Ask for a new one.',
  silent: 'tunnelcam does not answer. Try again in a moment.',
  offline: 'This device is offline.',
  unkept: 'The code is right, but this browser kept no cookie. Allow cookies for this address and try again.',
}

/** What the person is told who tried `code`. */
export function loginWords(failure: LoginFailure, code: string): string {
  if (failure.kind === 'other') return failure.message
  if (failure.kind === 'wait') return 'Too many attempts. Wait a moment.'
  if (failure.kind === 'wrong' && code.length !== CODE_LENGTH) {
    return `This code is not right: it has ${countText(code.length)}, a whole one has ${CODE_LENGTH}.`
  }
  return WORDS[failure.kind]
}

/** How long to wait, for a button: '42 s', '2 min 5 s', '1 h 3 min'. Whole seconds, at least one. */
export function waitText(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`
  return `${rest} s`
}

/** The seconds of a Retry-After header (RFC 9110 §10.2.3, the form in seconds); 30 when it says none. */
export function retryAfterSeconds(header: string | null): number {
  return header && /^\d+$/.test(header.trim()) ? Number(header) : 30
}

function countText(count: number): string {
  return count === 1 ? 'one letter or digit' : `${count} letters and digits`
}
