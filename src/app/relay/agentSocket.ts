import type { WSContext, WSEvents } from 'hono/ws'
import type { Visit } from '../../access/watching.ts'
import type { AgentLink } from '../../hub/relay/link.ts'
import { NOT_ALLOWED } from '../../hub/relay/messages.ts'
import { type Connecting, NotTaken, type Relay } from '../../hub/relay/relay.ts'
import { closeReason } from '../live/socket.ts'
import { accessEnded } from '../publish/bounds.ts'

/**
 * Serves the WebSocket of an agent that publishes one camera to this relay. It has begun already where a runtime let it
 * sleep and wakes it now. `enter` notes the visit.
 */
export function agentSocket(relay: Relay, connecting: Connecting, enter: () => Visit): WSEvents {
  let session: Session | undefined
  return {
    onOpen: (_, socket) => {
      session = begin(relay, connecting, enter, socket)
    },
    onMessage: ({ data }) => {
      if (typeof data === 'string') session?.link.hear(data)
      else if (data instanceof ArrayBuffer) session?.link.hear(new Uint8Array(data))
    },
    onClose: () => session?.over(),
  }
}

interface Session {
  readonly link: AgentLink
  over(): void
}

function begin(relay: Relay, connecting: Connecting, enter: () => Visit, socket: WSContext): Session | undefined {
  try {
    const visit = enter()
    const link = relay.connect(connecting, {
      send: text => socket.send(text),
      close: (code, reason) => socket.close(code, closeReason(reason)),
    })
    const stay = visit.onEnded(() => {
      const { code, message } = accessEnded()
      link.end(NOT_ALLOWED, code, message)
    })
    const over = () => {
      stay()
      visit.leave()
      link.over()
    }
    return { link, over }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const code = error instanceof NotTaken ? error.code : 'not_taken'
    socket.send(JSON.stringify({ type: 'end', code, message: error.message }))
    socket.close(1013, closeReason(error.message)) // "try again later", as registered with IANA
    return undefined
  }
}
