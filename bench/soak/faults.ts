import { kill } from 'node:process'
import type { Program } from '../../test/support/program.ts'
import type { Random } from '../random.ts'
import type { StandIns } from './standIns.ts'
import { pause } from './viewers.ts'

/** Something that goes wrong; the returned function mends it. */
type Fault = () => undefined | (() => unknown) | Promise<() => unknown>

/** All that can go wrong with these cameras, by name. */
export function faultsOf(program: Program, cameras: StandIns, random: Random): Readonly<Record<string, Fault>> {
  const { rtsp, http, device, way, publisher, save } = cameras
  return {
    'an FFmpeg is killed': () => {
      const [first, ...others] = program.ffmpegs()
      if (!first) return undefined
      try {
        kill(random.pick([first, ...others]).pid, 'SIGKILL')
      } catch {
        // it has just ended by itself
      }
      return undefined
    },
    'the RTSP camera has no power': async () => {
      await rtsp.kill()
      return rtsp.restart
    },
    'the RTSP camera sends nothing': () => {
      rtsp.pause()
      return rtsp.resume
    },
    'the RTSP camera’s clock jumps': () => {
      rtsp.setClock(random.pick([3600, -3600, -2, 'stands']))
      return () => rtsp.setClock(0)
    },
    'the network of the RTSP camera is half dead': () => {
      way.stall()
      return way.recover
    },
    'the network of the RTSP camera drops': () => {
      way.drop()
      return undefined
    },
    'the HTTP camera has no power': async () => {
      await http.kill()
      return http.restart
    },
    'the HTTP camera sends nothing': () => {
      http.pause()
      return http.resume
    },
    'the HTTP camera changes its size': () => {
      http.resize(
        random.pick([
          { width: 320, height: 240 },
          { width: 640, height: 360 },
        ]),
      )
      return undefined
    },
    ...(device && {
      'the USB camera is unplugged': () => {
        device.unplug()
        return () => device.replug(random.pick(['/dev/video40', '/dev/video43']))
      },
      'the USB camera freezes': () => {
        device.freeze()
        return device.thaw
      },
    }),
    'the publisher vanishes': () => {
      publisher.vanish()
      return publisher.comeBack
    },
    'the configuration is saved': () => {
      save(random.pick(['another name', 'another rate', 'without the test camera']))
      return () => save('as it was')
    },
  }
}

/** Lets one after the other go wrong, each for some seconds, until `signal` aborts; resolves when all are mended. */
export async function goWrong(
  faults: Readonly<Record<string, Fault>>,
  random: Random,
  happened: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const busy = new Set<string>()
  const one = async () => {
    while (!signal.aborted) {
      const name = random.pick(Object.keys(faults))
      // Two faults at once of one camera would be mended twice.
      const camera = name
        .split(' ')
        .slice(0, 3)
        .join(' ')
        .replace('the network of', 'the RTSP camera')
        .replace('camera’s', 'camera')
      if (!busy.has(camera)) {
        busy.add(camera)
        happened.set(name, (happened.get(name) ?? 0) + 1)
        const mend = await faults[name]?.()
        await pause(random.between(500, 7000), signal)
        await mend?.()
        busy.delete(camera)
      }
      await pause(random.between(100, 2500), signal)
    }
  }
  await Promise.all([one(), one()])
}
