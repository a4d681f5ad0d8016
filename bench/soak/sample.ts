import { readdirSync, readFileSync } from 'node:fs'
import WebSocket from 'ws'
import type { Program } from '../../test/support/program.ts'

/** How a program is at one moment. */
export interface Sample {
  /** Seconds since the soak began. */
  readonly at: number
  /** Processes that it started and that live. */
  readonly children: number
  /** Open file handles. */
  readonly handles: number
  /** Memory in MB: all that is resident, and the heap's part in use. */
  readonly rss: number
  readonly heap: number
  /** Memory outside of the heap that buffers hold, in MB. */
  readonly buffers: number
}

/** Looks at a program that was started with NODE_OPTIONS=--inspect=127.0.0.1:0, after its garbage was collected. Linux only. */
export async function sample(program: Program, at: number): Promise<Sample> {
  const memory = await afterGarbage(program)
  const handles = readdirSync(`/proc/${program.pid}/fd`).length
  const pages = Number(readFileSync(`/proc/${program.pid}/statm`, 'utf8').split(' ')[1])
  const inMb = (bytes: number) => bytes / 2 ** 20
  return {
    at,
    children: program.ffmpegs().length,
    handles,
    rss: inMb(pages * 4096),
    heap: inMb(memory.heapUsed),
    buffers: inMb(memory.external),
  }
}

interface Memory {
  readonly heapUsed: number
  readonly external: number
}

/** Connects to the program's inspector for as long as this takes. */
async function afterGarbage(program: Program): Promise<Memory> {
  const address = /Debugger listening on (ws:\S+)/.exec(program.output())?.[1]
  if (address === undefined) throw new Error('the program has no inspector')
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let id = 0
  const ask = (method: string, params: object = {}) =>
    new Promise<unknown>(resolve => {
      const asked = ++id
      const hear = (data: WebSocket.RawData) => {
        const answer: { id?: number; result?: unknown } = JSON.parse(String(data))
        if (answer.id !== asked) return
        socket.off('message', hear)
        resolve(answer.result)
      }
      socket.on('message', hear)
      socket.send(JSON.stringify({ id: asked, method, params }))
    })
  // Twice: what a first round finalizes, a second one frees.
  for (let round = 0; round < 2; round++) await ask('HeapProfiler.collectGarbage')
  const told = await ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' })
  const closed = new Promise(resolve => socket.once('close', resolve))
  socket.close()
  await closed
  const { value } = (told as { result: { value: string } }).result // as the inspector's protocol has it
  return JSON.parse(value)
}
