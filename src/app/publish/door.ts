import type { Access, Entry } from '../../access/access.ts'
import { mayPublish, type Pass } from '../../access/pass.ts'
import { TooManyViewers } from '../../access/watching.ts'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Admission, Door, Pushing } from '../../hub/published/door.ts'
import { deviceOf } from '../access/device.ts'
import { type TooManyAttempts, tryCode } from '../access/visitor.ts'
import { Problem } from '../problem.ts'
import { accessEnded, publishedCamera } from './bounds.ts'

/**
 * Lets in who shows the code of a link for publishing, as `forPublishers` does over HTTP: a wrong one counts as an attempt, and
 * who publishes is listed, and ends with his link or his camera.
 */
export function publishDoor(hub: Hub, access: Access): Door {
  return {
    enter: async pushing => {
      const entry = await tryCode(pushing.key, pushing, access)
      if (entry.kind !== 'pass') return refused(whyNot(entry))
      try {
        return admitted(hub, access, entry.pass, pushing)
      } catch (error) {
        if (error instanceof Problem || error instanceof TooManyViewers) return refused(error.message)
        throw error
      }
    },
  }
}

/** Throws Problem, or TooManyViewers. */
function admitted(hub: Hub, { watching, audit }: Access, pass: Pass, pushing: Pushing): Admission {
  const { by, address, program } = pushing
  const id = pushing.camera ?? onlyCamera(hub, pass)
  if (id === undefined)
    return refused('This key is for more than one camera: put the id of the camera in the place of "live".')
  // What it names is shown, and logged, only where it is a name of ours.
  if (!hub.cameras.has(id)) return refused('There is no camera of that name.')
  if (!mayPublish(pass, id)) return refused(`The link of this key does not allow to publish to "${id}".`)
  const { camera, intake } = publishedCamera(hub, id)
  const now = Date.now()
  const device = `${deviceOf(program)}, ${by}`
  const visit = watching.begin({ pass, camera: id, output: 'publish', holder: address, address, device }, now)
  const { link, name } = pass
  audit.add({ event: 'entry', link, name, address, detail: `Somebody publishes to ${id} by "${name}".` }, now)
  return { kind: 'admitted', camera, intake, ...stay(camera, visit) }
}

function stay(camera: Camera, visit: ReturnType<Access['watching']['begin']>) {
  const stops: (() => void)[] = []
  return {
    onOver: (end: (reason: string) => void) => {
      stops.push(visit.onEnded(() => end(accessEnded().message)))
      stops.push(camera.onRemoved(() => end(`Camera "${camera.id}" was removed or changed.`)))
    },
    leave: () => {
      for (const stop of stops) stop()
      visit.leave()
    },
  }
}

/** The camera that a key alone means; undefined where it could be more than one. */
function onlyCamera(hub: Hub, pass: Pass): string | undefined {
  const may = pass.cameras === 'all' ? [...hub.cameras.values()].filter(({ intake }) => intake) : pass.cameras
  const [only, second] = may.map(camera => (typeof camera === 'string' ? camera : camera.id))
  return second === undefined ? only : undefined
}

function whyNot(entry: Exclude<Entry, { kind: 'pass' }> | TooManyAttempts): string {
  if (entry.kind === 'wrong') return 'This key opens nothing: tunnelcam share --publish makes one.'
  if (entry.kind === 'too_many_attempts') return `Too many wrong keys: try again in ${entry.seconds} s.`
  return `The link "${entry.name}" is ${entry.kind}.`
}

function refused(reason: string): Admission {
  return { kind: 'refused', reason }
}
