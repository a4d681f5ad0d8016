import WebSocket from 'ws'
import { z } from 'zod'
import type { Host } from './host.ts'

/** Somebody with a link, who asks a host as a program does. */
export interface Guest {
  /** By a path. A redirect is an error; nothing lasts longer than a minute. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** A WebSocket that is still opening. */
  connect(path: string): Listener
  /** How many are listed to watch or publish by this link now. */
  present(): Promise<number>
  revoke(): Promise<void>
  /** The link's code. */
  readonly code: string
}

/** A WebSocket and all that came by it. */
export interface Listener {
  readonly socket: WebSocket
  /** Text messages, read as JSON. */
  readonly told: readonly Record<string, unknown>[]
  /** Binary messages: their headers, and how many bytes follow. */
  readonly given: readonly { readonly header: Record<string, unknown>; readonly bytes: number }[]
  /** How it was closed; undefined while it is open. */
  closed(): { readonly code: number; readonly reason: string } | undefined
  say(message: object): void
}

const LONGEST_MS = 60_000
const object = z.record(z.string(), z.unknown())
const made = z.object({ link: z.object({ id: z.string() }), url: z.string() })
const links = z.object({ watching: z.array(z.object({ link: z.string() })) })

/** The owner of a host. */
export function owner({ address, code }: Host): Pick<Guest, 'fetch' | 'connect'> {
  return asker(address, code)
}

/** A guest with a link of his own, so that he can be told from all others who watch. */
export async function guest(host: Host, name: string, role: 'viewer' | 'publisher' = 'viewer'): Promise<Guest> {
  const { fetch } = owner(host)
  const wish = { kind: 'share', name, cameras: role === 'viewer' ? 'all' : ['phone', 'long'], role, seconds: 600 }
  const response = await fetch('/api/links', json(wish))
  const { link, url } = made.parse(await response.json())
  const code = new URL(url).hash.slice('#k='.length)
  return {
    ...asker(host.address, code),
    code,
    present: async () => {
      const { watching } = links.parse(await (await fetch('/api/links')).json())
      return watching.filter(one => one.link === link.id).length
    },
    revoke: async () => {
      await fetch(`/api/links/${link.id}`, { method: 'DELETE' })
    },
  }
}

/** What a JSON body is sent with. */
export function json(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
}

/** What `error.code` says in an answer that is a problem. */
export async function problemIn(response: Response): Promise<string> {
  return z.object({ error: z.object({ code: z.string() }) }).parse(await response.json()).error.code
}

function asker(address: string, code: string): Pick<Guest, 'fetch' | 'connect'> {
  const Authorization = `Bearer ${code}`
  return {
    fetch: (path, init = {}) => {
      const limit = AbortSignal.timeout(LONGEST_MS)
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
      const headers = { Authorization, ...Object.fromEntries(new Headers(init.headers)) }
      const ask = () => fetch(`${address}${path}`, { redirect: 'error', ...init, signal, headers })
      // A connection that was kept may be closed as it is used again: browsers ask anew then (RFC 9110 §9.2.2).
      return ask().catch(error => {
        if (signal.aborted || (init.method ?? 'GET') !== 'GET') throw error
        return ask()
      })
    },
    connect: path =>
      listener(new WebSocket(`${address.replace(/^http/, 'ws')}${path}`, { headers: { Authorization } })),
  }
}

function listener(socket: WebSocket): Listener {
  const told: Record<string, unknown>[] = []
  const given: { header: Record<string, unknown>; bytes: number }[] = []
  let closed: { code: number; reason: string } | undefined
  socket.on('error', () => undefined) // a refusal: 'close' follows
  socket.on('close', (code, reason) => {
    closed = { code, reason: String(reason) }
  })
  socket.on('message', (data, binary) => {
    if (!(data instanceof Buffer)) throw new Error('ws gives Buffers')
    if (!binary) return told.push(object.parse(JSON.parse(data.toString())))
    const end = 4 + data.readUInt32BE(0)
    return given.push({ header: object.parse(JSON.parse(data.toString('utf8', 4, end))), bytes: data.length - end })
  })
  return { socket, told, given, closed: () => closed, say: message => socket.send(JSON.stringify(message)) }
}
