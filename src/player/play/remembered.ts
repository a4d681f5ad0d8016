import { keep, kept } from '../kept.ts'
import { type Via, viaNamed } from './ladder.ts'

const KEY = 'tunnelcam-ladder'
const DAY_MS = 24 * 60 * 60 * 1000
const MOST_NETWORKS = 8

/** What went well on one network, and when, in ms since the epoch. */
interface Note {
  readonly network: string
  readonly via: Via
  readonly at: number
}

/** The network as far as the browser tells it apart, as 'wifi 4g'; '' where it tells nothing. */
export function networkName(
  connection: { readonly type?: unknown; readonly effectiveType?: unknown } | undefined,
): string {
  const words = [connection?.type, connection?.effectiveType]
  return words.filter(word => typeof word === 'string').join(' ')
}

/** What went well on this network in the last day, by what this browser keeps for this address; else undefined. */
export function rememberedVia(network: string, now: number): Via | undefined {
  return notes(now).find(note => note.network === network)?.via
}

/** Keeps what goes well on this network. Of other networks the newest few are kept. */
export function rememberVia(network: string, via: Via, now: number): void {
  const others = notes(now).filter(note => note.network !== network)
  keep(KEY, JSON.stringify([{ network, via, at: now }, ...others].slice(0, MOST_NETWORKS)))
}

function notes(now: number): Note[] {
  const known = parsed(kept(KEY))
  return Array.isArray(known) ? known.flatMap(note => readNote(note, now)) : []
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined // nothing was kept, or by another version
  }
}

function readNote(note: unknown, now: number): Note[] {
  const { network, via, at } = Object(note)
  const known = viaNamed(via)
  const isYoung = typeof at === 'number' && at <= now && now - at < DAY_MS
  return typeof network === 'string' && known && isYoung ? [{ network, via: known, at }] : []
}
