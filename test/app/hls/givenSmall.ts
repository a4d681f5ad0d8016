import type { Sub } from '../../../src/hub/sub/sub.ts'
import { makeAll } from '../../hub/sub/given.ts'
import { live } from '../serving.ts'

/** An app with a live camera of 64x48 and a small picture of 32x24 beside it, which `make` makes. */
export function givenSmall() {
  const served = live({ sub: { size: '32x32', rate: 5, bitrate: 50 } })
  const sub = smallOf(served.camera)
  const make = () => {
    const run = sub.begin()
    if (!run) throw new Error('there is nothing to make it of')
    makeAll(run)
  }
  return { ...served, sub, make }
}

function smallOf({ sub }: { readonly sub: Sub | undefined }): Sub {
  if (!sub) throw new Error('the camera has no small picture')
  return sub
}
