import { deadline } from '../deadline.ts'
import { getMe } from '../server/accessApi.ts'
import { ApiError, apiError } from '../server/api.ts'
import { type LoginFailure, retryAfterSeconds } from './loginWords.ts'

/** How long an answer is waited for, in ms: a phone on mobile data may have to connect anew first. */
const PATIENCE_MS = 30_000

/** Exchanges a code for this browser's access; undefined when that succeeded. Never throws. */
export async function login(code: string): Promise<LoginFailure | undefined> {
  const { signal } = new AbortController()
  try {
    const response = await fetch('/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code }),
      cache: 'no-store',
      signal: deadline(PATIENCE_MS, signal),
    })
    if (!response.ok) return await failure(response)
    await getMe(signal)
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return { kind: 'unkept' }
    return { kind: navigator.onLine ? 'silent' : 'offline' }
  }
}

async function failure(response: Response): Promise<LoginFailure> {
  if (response.status === 429) return { kind: 'wait', seconds: retryAfterSeconds(response.headers.get('Retry-After')) }
  const { status, code, message } = await apiError(response)
  if (code === 'expired' || code === 'revoked') return { kind: code }
  if (status === 401) return { kind: 'wrong' }
  return status >= 500 ? { kind: 'silent' } : { kind: 'other', message }
}
