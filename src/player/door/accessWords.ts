import type { Me } from '../server/accessJson.ts'
import type { ApiError } from '../server/api.ts'

/** Why a page that was open may not go on. */
export interface Ended {
  readonly kind: 'revoked' | 'expired' | 'ended'
  readonly title: string
  readonly detail: string
}

/** What a refused poll (401) says of the access that the page had until now; undefined for any other error. */
export function endedWords({ status, code }: Pick<ApiError, 'status' | 'code'>): Ended | undefined {
  if (status !== 401) return undefined
  const detail = 'Ask for a new link, or enter another code.'
  if (code === 'revoked') return { kind: 'revoked', title: 'This link was revoked.', detail }
  if (code === 'expired') return { kind: 'expired', title: 'This link has expired.', detail }
  return { kind: 'ended', title: 'Your access has ended.', detail: 'Open your link again, or enter a code.' }
}

/** What somebody is told who is signed in, but came to a page that is not for them. */
export function notForYouWords(me: Me): string {
  if (me.open) return 'Everyone who comes here may watch, but this page is for the owner. Enter the owner’s code.'
  return `You are signed in with the link “${me.name}”, which does not show this.`
}
