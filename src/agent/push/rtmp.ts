import type { Log } from '../../hub/log.ts'
import type { Door, Pushing } from '../../hub/published/door.ts'
import { MediaError } from '../../media/error.ts'
import { FlvWriter } from '../../media/flv/tagWriter.ts'
import { type RtmpEvent, RtmpSession } from '../../media/rtmp/session.ts'
import { AgentError } from '../error.ts'
import { type Caller, hangUp, say } from './listener.ts'
import { Pushed } from './pushed.ts'

/**
 * Takes what one RTMP client publishes, to the end of its connection. Throws AgentError `refused`, or MediaError when it is
 * not RTMP or no video that is taken; the client is told so too.
 */
export async function takeRtmp(caller: Caller, door: Door, log: Log): Promise<void> {
  const { socket } = caller
  const session = new RtmpSession()
  const flv = new FlvWriter()
  let pushed: Pushed | undefined
  const enter = async (event: RtmpEvent & { kind: 'publish' }) => {
    const pushing = { by: 'RTMP', address: caller.address, ...wanted(event) }
    const admission = await door.enter(pushing)
    if (admission.kind === 'refused') throw new AgentError('refused', admission.reason)
    caller.welcome()
    const begun = new Pushed(admission, 'flv', pushing, log)
    begun.onOver(() => {
      say(socket, session.refuse(begun.over ?? ''))
      hangUp(socket)
    })
    pushed = begun
    if (begun.over === undefined) say(socket, session.accept())
  }
  let why: string | undefined
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      for (const event of session.push(chunk)) {
        if (event.kind === 'answer') say(socket, event.bytes)
        else if (event.kind === 'publish') await enter(event)
        else if (event.kind === 'media') for (const bytes of flv.write(event.tag)) pushed?.push(bytes)
        else return
      }
    }
  } catch (error) {
    if (error instanceof MediaError || error instanceof AgentError) {
      why = error.message
      say(socket, session.refuse(error.message))
    }
    throw error
  } finally {
    pushed?.end(why)
  }
}

/**
 * Which key is shown, and for which camera: `rtmp://host/live/<key>` for the camera of the link, `rtmp://host/<camera>/<key>`,
 * or `rtmp://host/live/<camera>?key=<key>`.
 */
function wanted({ app, name, program }: RtmpEvent & { kind: 'publish' }): Pick<Pushing, 'camera' | 'key' | 'program'> {
  const [path = '', query] = name.split('?', 2)
  const key = new URLSearchParams(query).get('key')
  const last = app.split('?')[0]?.split('/').filter(Boolean).at(-1)
  const camera = key !== null ? path : last === 'live' ? undefined : last
  return { program, key: key ?? path, ...(camera && { camera }) }
}
