import { withoutAddresses } from '../../config/mask.ts'
import type { Camera } from '../../hub/camera.ts'
import type { SubForm } from '../../hub/sub/form.ts'
import { BackOff } from '../backOff.ts'
import { runSub, type SubTools } from './run.ts'

const POLL_MS = 250

/**
 * Makes one form of a camera's small picture while somebody wants it and the full one comes. Where it can't be made, that is said
 * and tried again, and the full one goes on. Resolves when `signal` aborts.
 */
export async function keepSub(camera: Camera, sub: SubForm, tools: SubTools, signal: AbortSignal): Promise<void> {
  const { log, clock } = tools
  const backOff = new BackOff()
  const sound = () => {
    backOff.reset()
    settle(camera, sub)
  }
  while (await canBegin(camera, sub, signal)) {
    const end = await runSub(sub, tools, { camera: camera.id, signal, sound })
    if (signal.aborted) return
    switch (end.kind) {
      case 'stopped':
        break
      case 'over':
        await clock.sleep(POLL_MS, signal)
        break
      case 'failed': {
        const ms = backOff.next()
        log.warn({ camera: camera.id, retryInMs: Math.round(ms) }, `small picture lost: ${end.reason}`)
        sub.restarts++
        // What it made stands, and the next run goes on behind it, unless that is what can't be done.
        if (end.hopeless) complain(camera, sub, end.reason)
        await clock.sleep(ms, signal)
      }
    }
  }
}

/** False when `signal` aborts first. */
async function canBegin(camera: Camera, sub: SubForm, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (!sub.wanted) {
      sub.forget()
      settle(camera, sub)
      await sub.demand.changed(signal)
    } else if (camera.window.running && sub.picture) return true
    else await camera.window.changed.next(signal)
  }
  return false
}

function settle(camera: Camera, sub: SubForm): void {
  sub.trouble = undefined
  camera.clearWarning('sub')
}

function complain(camera: Camera, sub: SubForm, reason: string): void {
  sub.forget()
  sub.trouble = withoutAddresses(reason)
  camera.warn('sub', `The small picture can't be made now, the full one goes on: ${sub.trouble}`)
}
