import { z } from 'zod'
import type { AgentWord, RelayWord } from './messages.ts'

const count = z.int().min(0)
const asked = z.enum(['video', 'jpeg', 'small'])
const text = z.string().max(500)
const runName = z.string().min(1).max(60)

const agentWord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    kind: z.enum(['idle', 'starting', 'live', 'lost']),
    reason: text.optional(),
    warnings: z.array(text).max(20),
    small: z.object({ width: count, height: count, frameRate: z.number().positive() }).optional(),
  }),
  z.object({
    type: z.literal('begin'),
    run: runName,
    unit: count,
    passthrough: z.boolean(),
    frameRate: z.number().positive().max(240).optional(),
  }),
  z.object({ type: z.literal('resume'), unit: count }),
  z.object({ type: z.literal('over'), what: z.literal('small') }),
  z.object({ type: z.literal('clock'), at: z.number() }),
  z.object({ type: z.literal('offset'), ms: z.int() }),
  z.object({ type: z.literal('gone') }),
])

const relayWord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('start'), what: asked, have: z.object({ run: runName, unit: count }).optional() }),
  z.object({ type: z.literal('stop'), what: asked }),
  z.object({ type: z.literal('taken'), unit: count }),
  z.object({ type: z.literal('clock'), at: z.number(), now: z.number() }),
  z.object({ type: z.literal('end'), code: text, message: text }),
])

/** What a text of an agent says; undefined when it is nothing that is known. */
export function readAgentWord(message: string): AgentWord | undefined {
  return agentWord.safeParse(parsed(message)).data
}

/** What a text of a relay says; undefined when it is nothing that is known. */
export function readRelayWord(message: string): RelayWord | undefined {
  return relayWord.safeParse(parsed(message)).data
}

const MOST_LENGTH = 16_384

function parsed(message: string): unknown {
  if (message.length > MOST_LENGTH) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined // no JSON
  }
}
