import { pause } from '../deadline.ts'
import { getMe } from '../server/accessApi.ts'
import type { Me } from '../server/accessJson.ts'
import { ApiError } from '../server/api.ts'

/** Who this page is signed in as, asked until there is an answer; undefined for nobody, and when the signal aborts. */
export async function whoAmI(signal: AbortSignal): Promise<Me | undefined> {
  while (!signal.aborted) {
    try {
      return await getMe(signal)
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) return undefined
    }
    await pause(3000, signal)
  }
  return undefined
}
