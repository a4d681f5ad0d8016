import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { repeatPicture, type StillPicture } from '../repeatPicture.ts'
import { StillAddress } from './stillAddress.ts'

/** How many fetches in a row may fail before the camera is lost; its picture grows old meanwhile, and says so. */
const MOST_FAILURES = 3

/** An address to be fetched. */
export interface Polled {
  readonly address: string
  /** Whose certificate is taken: `known`, `any` or `sha256:…`. Default known. */
  readonly certificate?: string
  /** Fetches per second; a slow answer makes them fewer, there are never two at once. */
  readonly perSecond: number
}

/**
 * Fetches the picture at an address again and again and writes the newest to `output` as FFmpeg's mpjpeg, `frameRate`
 * times a second. `showing` is told when each was first seen, in ms since 1970. Resolves when `signal` aborts; rejects with
 * an AgentError when the first fetch fails, or three in a row.
 */
export async function feedStills(
  { address, certificate, perSecond }: Polled,
  frameRate: number,
  output: Writable,
  signal: AbortSignal,
  showing: (madeAt: number) => void,
): Promise<void> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  let newest: StillPicture | undefined
  const poll = async () => {
    const still = new StillAddress(address, certificate)
    let failures = 0
    while (!until.aborted) {
      const wait = delay(1000 / perSecond, undefined, { signal: until }).catch(() => undefined)
      try {
        newest = await still.fetch(until)
        failures = 0
      } catch (error) {
        if (until.aborted) return
        failures++
        if (!newest || failures >= MOST_FAILURES) throw error
      }
      await wait
    }
  }
  try {
    await Promise.race([poll(), repeatPicture(() => newest, frameRate, output, until, showing)])
  } finally {
    over.abort()
  }
}
