import { Problem } from '../problem.ts'
import type { Visitor } from './visitor.ts'

/** The answer to who may not do this: 401 to nobody, 403 to who is signed in, 429 to who tried too often. */
export function refused({ pass, refusal }: Visitor): Problem {
  if (pass) return new Problem(403, 'not_allowed', `The link "${pass.name}" does not allow this.`)
  if (refusal?.kind === 'too_many_attempts') return tooManyAttempts(refusal.seconds)
  if (refusal?.kind === 'foreign_name') return foreignName(refusal.host)
  return new Problem(401, ...(refusal ? words[refusal.kind] : nothingShown))
}

/** A name that anybody could have pointed here (RFC 9110 §15.5.20). */
function foreignName(host: string): Problem {
  const message = `This is not open to all as "${host.slice(0, 80)}": name it in access.hosts, or open a link.`
  return new Problem(421, 'not_this_host', message)
}

/** Too many wrong codes from one address; `seconds` is how long it has to wait. */
export function tooManyAttempts(seconds: number): Problem {
  const message = `Too many wrong codes came from this address. Try again in ${seconds} s.`
  return new Problem(429, 'too_many_attempts', message, { 'Retry-After': String(seconds) })
}

/** The code and the sentence of an answer 401. */
export const words: Readonly<Record<'wrong' | 'expired' | 'revoked', readonly [string, string]>> = {
  wrong: ['wrong_code', 'This is not a code that opens anything here.'],
  expired: ['expired', 'This link has expired. Ask for a new one.'],
  revoked: ['revoked', 'This link was revoked.'],
}

const nothingShown = ['access_needed', 'This is private: open the link you were given, or send its code.'] as const
