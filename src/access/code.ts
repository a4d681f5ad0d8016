import { toBase64url } from './base64url.ts'

// Crockford's base32: no letter can be taken for another, and none needs a capital.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const CODE_BYTES = 16
const CODE = /^[0-9a-hjkmnp-tv-z]{26}$/

/** A new code of 128 random bits: 26 letters that a person can type. */
export function newCode(): string {
  return codeOf(crypto.getRandomValues(new Uint8Array(CODE_BYTES)))
}

/** The first 16 of these bytes as a code. */
export function codeOf(bytes: Uint8Array): string {
  const bits = [...bytes.subarray(0, CODE_BYTES)].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.padEnd(130, '0').match(/.{5}/g) ?? []).map(five => LETTERS[Number.parseInt(five, 2)]).join('')
}

/** A code as it was typed or pasted, a whole link too, in the one way we write it; undefined when it can't be one. */
export function readCode(text: string): string | undefined {
  const pasted = /#k=([\w-]*)/.exec(text)?.[1] ?? text
  const plain = pasted
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1')
  return CODE.test(plain) ? plain : undefined
}

/** What is kept of a code. A plain hash will do: nobody can try out 128 random bits. */
export async function hashCode(code: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code))))
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at % Math.max(1, b.length))
  return difference === 0
}
