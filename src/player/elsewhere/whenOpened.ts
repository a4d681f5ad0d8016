import { part } from '../dom.ts'
import type { Me } from '../server/accessJson.ts'
import type { Subject } from './elsewhere.ts'

/**
 * "Use it elsewhere", loaded when somebody opens it for the first time: the picture does not wait for it. Answers with the
 * function that takes in who is there; undefined while that is not known.
 */
export function elsewhereWhenOpened(page: Document, camera: Subject): (me: Me | undefined) => void {
  const details = part(page, 'elsewhere', HTMLDetailsElement)
  let who: Me | undefined
  let show: ((me: Me | undefined) => void) | undefined
  details.addEventListener('toggle', async () => {
    if (!details.open || show) return
    try {
      const { connectElsewhere } = await import('./elsewhere.ts')
      show ??= connectElsewhere(page, camera)
      show(who)
    } catch {
      details.open = false
      camera.say('tunnelcam does not answer. Open it again.')
    }
  })
  return me => {
    who = me
    show?.(me)
  }
}
