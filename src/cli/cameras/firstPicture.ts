import { setTimeout as delay } from 'node:timers/promises'
import type { Device } from '../../agent/v4l2/devices.ts'

/** The camera that was found, if any, and why those before it are not it: a sentence each. */
export type FirstPicture =
  | { readonly device: Device; readonly refusals: readonly string[] }
  | { readonly refusals: readonly string[] }

/** A camera gives its picture within this time or is passed over; the next one is tried when this one is slow. */
export interface Patience {
  readonly slowMs: number
  readonly longestMs: number
}

/**
 * The first of `devices`, in their order, that gives a picture. A camera that is slow to answer does not hold up the next:
 * that one is tried beside it. Rejects only when `signal` aborts.
 */
export async function firstPicture(
  devices: readonly Device[],
  { givesPicture }: { givesPicture(path: string, signal: AbortSignal): Promise<true | string> },
  signal: AbortSignal,
  patience: Patience = { slowMs: 700, longestMs: 2500 },
): Promise<FirstPicture> {
  const over = new AbortController()
  const refusals = devices.filter(device => device.problem !== undefined).map(device => refusal(device, device.problem))
  const tried: { device: Device; answer: Promise<true | string> }[] = []
  try {
    for (const device of devices.filter(device => device.problem === undefined)) {
      const limit = AbortSignal.any([signal, over.signal, AbortSignal.timeout(patience.longestMs)])
      const answer = givesPicture(device.path, limit).catch(error => {
        if (signal.aborted) throw signal.reason
        return limit.aborted ? `no picture within ${patience.longestMs / 1000} s` : String(error?.message ?? error)
      })
      answer.catch(() => undefined) // told by the await below
      tried.push({ device, answer })
      await Promise.race([answer, delay(patience.slowMs, undefined, { signal: limit }).catch(() => undefined)])
      if ((await Promise.race([answer, undefined])) === true) break
    }
    for (const { device, answer } of tried) {
      const result = await answer
      if (result === true) return { device, refusals }
      refusals.push(refusal(device, result))
    }
    return { refusals }
  } finally {
    over.abort()
  }
}

function refusal({ path, name }: Device, why = 'no picture'): string {
  const who = why.includes(path) ? name : `${path} (${name})`
  return `${who}: ${why.replace(/[.\s]+$/, '')}.`
}
