import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { opened } from '../../../src/media/wire.ts'
import { relayedHost } from '../../conformance/serves/relayed.ts'
import { ownerCode, relayCode } from '../../support/codes.ts'
import { startProgram } from '../../support/program.ts'
import { needs } from '../../support/require.ts'
import { programOn } from '../../support/runtimes.ts'

const cameras = [{ id: 'front', source: 'test:', size: '160x90', rate: 10, idle: 1 }]

needs('runtimes', 'proc')('a relay', () => {
  test.concurrent.each(['Deno', 'Bun'] as const)(
    'on %s gives on a picture and video',
    { timeout: 90_000 },
    async on => {
      const program = await startProgram(['relay'], { access: true, command: programOn(on), withinMs: 60_000 })
      const codes = { owner: await ownerCode(program), relay: await relayCode(program) }
      const host = await relayedHost({ address: program.address, codes, close: program.close }, { cameras })
      try {
        const headers = { Authorization: `Bearer ${codes.owner}` }
        const still = await fetch(`${host.address}/cameras/front/still.jpg`, { headers })
        expect([still.status, still.headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
        expect(await firstUnit(`${host.address.replace('http', 'ws')}/cameras/front/live?video=h264`, headers)).toBe(
          true,
        )
      } finally {
        await host.close()
      }
    },
  )
})

/** Whether the first picture that comes is a keyframe. */
function firstUnit(url: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const socket = new WebSocket(url, { headers })
  return new Promise<boolean>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (_, why) => reject(new Error(`it was closed before a picture came: ${why}`)))
    socket.on('message', (data: Buffer, binary) => {
      const { type, key } = Object(binary ? opened(data)?.header : undefined)
      if (type === 'video') resolve(key)
    })
  }).finally(() => socket.terminate())
}
