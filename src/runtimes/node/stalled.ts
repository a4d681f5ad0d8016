import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Cuts the connection of who takes nothing of what waits for him for `ms`, and of who asks for nothing more (keep-alive): they
 * are in others' way. A stream that has nothing to send may be quiet.
 */
export function cutStalled(server: Server, ms: number): void {
  const answers = openAnswers(server)
  if ('bun' in process.versions) cutByLooking(server, answers, ms)
  else
    server.setTimeout(ms, socket => {
      if (!quiet(answers.get(socket))) socket.destroy()
    })
}

/** The answers of each connection that have not ended. */
type Answers = Pick<WeakMap<Socket, ReadonlySet<ServerResponse>>, 'get'>

function openAnswers(server: Server): Answers {
  const open = new WeakMap<Socket, Set<ServerResponse>>()
  server.on('request', ({ socket }, answer) => {
    const answers = open.get(socket) ?? new Set()
    open.set(socket, answers.add(answer))
    answer.once('close', () => answers.delete(answer))
  })
  return open
}

function quiet(answers: ReadonlySet<ServerResponse> = new Set()): boolean {
  return answers.size > 0 && waitingIn(answers) === 0
}

function waitingIn(answers: ReadonlySet<ServerResponse> = new Set()): number {
  return [...answers].reduce((sum, { writableLength }) => sum + writableLength, 0)
}

/** How often Bun's connections are looked at, in parts of what they are given. */
const LOOKS = 4

/** For Bun, which tells the time-out of a connection once and never again, whether anything moves or not. */
function cutByLooking(server: Server, answers: Answers, ms: number): void {
  const connections = new Map<Socket, { readonly moved: string; readonly since: number }>()
  const look = () => {
    const now = performance.now()
    for (const [socket, last] of connections) {
      const own = answers.get(socket)
      const moved = `${socket.bytesRead} ${socket.bytesWritten} ${waitingIn(own)}`
      if (quiet(own) || moved !== last.moved) connections.set(socket, { moved, since: now })
      else if (now - last.since >= ms) socket.destroy()
    }
  }
  server.on('connection', socket => {
    connections.set(socket, { moved: '', since: performance.now() })
    socket.once('close', () => connections.delete(socket))
  })
  server.once('listening', () => {
    const timer = setInterval(look, ms / LOOKS)
    server.once('close', () => clearInterval(timer))
  })
}
