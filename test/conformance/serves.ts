import { afterAll, beforeAll, describe, test } from 'vitest'
import { type HttpMjpegCamera, httpMjpegCamera } from '../support/httpMjpegCamera.ts'
import { lastEnding, ownEndings } from './serves/endings.ts'
import { hlsPromises } from './serves/hls.ts'
import type { Ability, Host, HostKind, Wanted } from './serves/host.ts'
import { livePromises } from './serves/live.ts'
import { picturePromises } from './serves/pictures.ts'
import { quietPromises } from './serves/quiet.ts'
import { requestPromises } from './serves/requests.ts'
import { VIEWERS_PER_LINK, viewerPromises } from './serves/viewers.ts'

/** Those that wait longest come first. */
const promises = [
  ...quietPromises,
  ...hlsPromises,
  ...picturePromises,
  ...livePromises,
  ...viewerPromises,
  ...requestPromises,
]

/** Cheap to encode; and who does not read the large ones is soon in the way. */
const SMALL = { width: 320, height: 180, rate: 15 }
const LARGE = { bytes: 200_000 }

/**
 * All that the app promises, wherever it runs, as tests named after `name`: a host is started once, the promises are
 * looked at side by side and over the network alone, and it is ended; other endings are of hosts of their own.
 *
 * A new kind of host needs no more than `start`, which gives its address and its owner's code, and `lacks` for what it
 * can't do: those promises are not run there, and the reason is told in their place.
 */
export function conformance(name: string, { start, lacks = {} }: HostKind): void {
  describe(name, { timeout: 90_000 }, () => {
    let cameras: Cameras
    let host: Host
    let ended = false
    beforeAll(async () => {
      cameras = { front: await httpMjpegCamera(SMALL), large: await httpMjpegCamera({ ...SMALL, ...LARGE }) }
      host = await start(wanted(cameras))
    })
    afterAll(async () => {
      await host?.close()
      await Promise.all(Object.values(cameras ?? {}).map(camera => camera.close()))
    })
    const row = (says: string, needs: Ability | undefined, check: () => Promise<void>) =>
      test.concurrent(says, async context => {
        const why = needs && lacks[needs]
        if (why !== undefined) context.skip(why)
        await check()
      })
    for (const { says, needs, check } of promises) row(says, needs, () => check(host))
    for (const { says, check } of ownEndings)
      row(says, 'end', async () => {
        const own = await start(wanted(cameras))
        try {
          await check(own)
        } finally {
          await own.close()
        }
      })
    // When all that is above is over.
    test(lastEnding.says, async context => {
      if (lacks.end !== undefined) context.skip(lacks.end)
      if (ended) host = await start(wanted(cameras)) // it is tried again
      ended = true
      await lastEnding.check(host)
    })
  })
}

type Cameras = Readonly<Record<'front' | 'large', HttpMjpegCamera>>

function wanted({ front, large }: Cameras): Wanted {
  const nobody = 'http://127.0.0.1:9/' // the port "discard": nothing listens there
  return {
    viewersPerLink: VIEWERS_PER_LINK,
    cameras: [
      { id: 'front', source: front.url },
      { id: 'large', source: large.url },
      { id: 'dark', source: nobody },
      { id: 'left', source: nobody },
      { id: 'phone', source: 'publish:' },
      { id: 'long', source: 'publish:' },
    ],
  }
}
