import { WSContext } from 'hono/ws'
import { expect, test } from 'vitest'
import { type Asking, Watching } from '../../../src/access/watching.ts'
import { wakeAgent } from '../../../src/app/relay/agentSocket.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { silentLog } from '../../../src/hub/log.ts'
import { Relay, unkeptCameras } from '../../../src/hub/relay/relay.ts'

const pass = { link: 'relay', name: 'Cameras of the relay', role: 'publisher', cameras: 'all' } as const
const asking: Asking = { pass, camera: 'front', output: 'publish', holder: 'home', address: '192.0.2.1', device: '' }

/** A relay, and who is noted there. */
function given() {
  const watching = new Watching({ perCamera: 10, perLink: 10 })
  const relay = new Relay(new Hub(), unkeptCameras(), silentLog)
  const agent = (agent: string, { yields = false } = {}) => {
    const said: string[] = []
    const closed: { code?: number | undefined; reason?: string | undefined }[] = []
    const socket = new WSContext({
      send: data => void said.push(String(data)),
      close: (code, reason) => void closed.push({ code, reason }),
      readyState: 1,
    })
    const connecting = { camera: 'front', name: 'Front door', repeats: false, agent, yields }
    const events = wakeAgent(relay, watching, { connecting, asking })
    events.onOpen?.(new Event('open'), socket)
    const hear = (data: string) => events.onMessage?.(new MessageEvent('message', { data }), socket)
    return { said, closed, hear }
  }
  return { agent, publishing: () => watching.list(Date.now()).length }
}

test('an agent that waits for another one to go does not count, however often it asks', () => {
  const { agent, publishing } = given()
  agent('a')
  for (let count = 0; count < 40; count++)
    expect(agent('b', { yields: true }).closed).toEqual([
      { code: 1013, reason: 'Another agent publishes camera "front" now.' },
    ])
  expect(publishing()).toBe(1)
  expect(agent('c').said).toEqual(['{"type":"hello"}'])
})

test('an agent that says more than it can have to say is closed with a sentence', () => {
  const { said, closed, hear } = given().agent('a')
  for (let count = 0; count < 20_000 && closed.length === 0; count++) hear('ping')
  expect(closed).toEqual([{ code: 1008, reason: 'At most 1000 messages a second.' }])
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ type: 'end', code: 'too_many_messages' })
})
