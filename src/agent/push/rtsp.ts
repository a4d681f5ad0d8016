import type { Log } from '../../hub/log.ts'
import type { Door, Pushing } from '../../hub/published/door.ts'
import { MediaError } from '../../media/error.ts'
import { RtpToMatroska } from '../../media/rtp/rtpToMatroska.ts'
import { type RtspEvent, RtspSession } from '../../media/rtsp/session.ts'
import { AgentError } from '../error.ts'
import { type Caller, hangUp, say } from './listener.ts'
import { Pushed } from './pushed.ts'

/**
 * Takes what one RTSP client publishes (ANNOUNCE, RECORD), to the end of its connection. Throws AgentError `refused`, or
 * MediaError when it is not RTSP or no video that is taken; the client is told so too where it has asked.
 */
export async function takeRtsp(caller: Caller, door: Door, log: Log): Promise<void> {
  const { socket } = caller
  const session = new RtspSession()
  let video: RtpToMatroska | undefined
  let pushed: Pushed | undefined
  const enter = async (event: RtspEvent & { kind: 'publish' }) => {
    const pushing = { by: 'RTSP', address: caller.address, program: event.program, ...shown(event) }
    if (pushing.key === undefined) return say(socket, session.refuse())
    const admission = await door.enter({ ...pushing, key: pushing.key })
    if (admission.kind === 'refused') throw new AgentError('refused', admission.reason)
    caller.welcome()
    const begun = new Pushed(admission, 'matroska', pushing, log)
    pushed = begun
    begun.onOver(() => hangUp(socket)) // RTSP has no words for it
    video = new RtpToMatroska(event.streams)
    if (video.leftOut)
      log.warn({ camera: admission.camera.id }, `RTSP push to ${admission.camera.id}: ${video.leftOut}`)
    if (begun.over === undefined) say(socket, session.accept())
  }
  const take = ({ stream, control, data }: RtspEvent & { kind: 'packet' }) => {
    const now = performance.now()
    if (control) video?.control(stream, data, now)
    else for (const bytes of video?.push(stream, data, now) ?? []) pushed?.push(bytes)
  }
  let why: string | undefined
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      for (const event of session.push(chunk)) {
        if (event.kind === 'answer') say(socket, event.text)
        else if (event.kind === 'publish') await enter(event)
        else if (event.kind === 'packet') take(event)
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
 * Which key is shown, and for which camera: `rtsp://host/live/<key>` for the camera of the link, `rtsp://host/<camera>/<key>`,
 * or `rtsp://anybody:<key>@host/<camera>`.
 */
function shown({ path, code }: RtspEvent & { kind: 'publish' }): Omit<Pushing, 'key' | 'by' | 'address' | 'program'> & {
  readonly key: string | undefined
} {
  const [first = '', second] = path.split('?')[0]?.split('/').filter(Boolean) ?? []
  const camera = first === 'live' || first === '' ? undefined : first
  return { camera, key: second ?? code }
}
