import type { WSContext, WSEvents } from 'hono/ws'
import type { Asking, Visit, Watching } from '../../access/watching.ts'
import type { AgentLink } from '../../hub/relay/link.ts'
import { NOT_ALLOWED } from '../../hub/relay/messages.ts'
import { type Connecting, NotTaken, type Relay } from '../../hub/relay/relay.ts'
import { TOO_MANY, tooManyMessages } from '../live/flood.ts'
import { closeReason } from '../live/socket.ts'
import { accessEnded } from '../publish/bounds.ts'

/** What a runtime that lets a connection outlive our memory keeps of it: with that `wake` serves it again. */
export interface KeptAgent {
  readonly connecting: Connecting
  readonly asking: Asking
}

/** The WebSocket of an agent. */
export interface AgentEvents extends WSEvents {
  readonly kept: KeptAgent
}

/** Serves the WebSocket of an agent that publishes one camera to this relay. `enter` notes the visit. */
export function agentSocket(relay: Relay, kept: KeptAgent, enter: () => Visit): AgentEvents {
  let session: Session | undefined
  const { connecting } = kept
  const tooMany = tooManyMessages()
  return {
    kept,
    onOpen: (_, socket) => {
      session = begin(relay, connecting, enter, socket)
    },
    onMessage: ({ data }) => {
      // Words are told to all who watch. Pictures that a line held up come by the thousand.
      if (typeof data === 'string' && tooMany()) session?.link.end(NOT_ALLOWED, 'too_many_messages', TOO_MANY)
      else if (typeof data === 'string') session?.link.hear(data)
      else if (data instanceof ArrayBuffer) session?.link.hear(new Uint8Array(data))
    },
    onClose: () => session?.over(),
  }
}

/** Serves again one that was open all the time. */
export function wakeAgent(relay: Relay, watching: Watching, kept: KeptAgent): AgentEvents {
  return agentSocket(relay, kept, () => watching.begin(kept.asking, Date.now()))
}

interface Session {
  readonly link: AgentLink
  over(): void
}

function begin(relay: Relay, connecting: Connecting, enter: () => Visit, socket: WSContext): Session | undefined {
  let visit: Visit | undefined
  try {
    const entered = enter()
    visit = entered
    const link = relay.connect(connecting, {
      send: text => socket.send(text),
      close: (code, reason) => socket.close(code, closeReason(reason)),
    })
    const stay = entered.onEnded(() => {
      const { code, message } = accessEnded()
      link.end(NOT_ALLOWED, code, message)
    })
    const over = () => {
      stay()
      entered.leave()
      link.over()
    }
    return { link, over }
  } catch (error) {
    visit?.leave() // who is not taken publishes nothing, and does not count
    if (!(error instanceof Error)) throw error
    const code = error instanceof NotTaken ? error.code : 'not_taken'
    socket.send(JSON.stringify({ type: 'end', code, message: error.message }))
    socket.close(1013, closeReason(error.message)) // "try again later", as registered with IANA
    return undefined
  }
}
