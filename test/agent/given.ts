import type { CameraConfig } from '../../src/config.ts'
import type { Log } from '../../src/hub/log.ts'

/** A camera's configuration, complete; `rest` is what matters to the test. */
export function camera(rest: Partial<CameraConfig> = {}): CameraConfig {
  return {
    id: 'door',
    name: 'Door',
    source: 'test:',
    bitrate: 2000,
    watch: false,
    transport: 'tcp',
    audio: true,
    encode: false,
    idle: 10,
    keep: false,
    ...rest,
  }
}

const nothing = () => undefined

/** A log that nobody reads. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** What an FFmpeg of today can do. */
export const has = {
  fpsMode: true,
  rtspTimeout: true,
  scriptOptions: true,
  resolvesNames: true,
  libx264: true,
  drawtext: true,
}
