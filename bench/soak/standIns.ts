import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type HttpMjpegCamera, httpMjpegCamera, jpegs } from '../../test/support/httpMjpegCamera.ts'
import { type RtspCamera, rtspCamera } from '../../test/support/rtspCamera.ts'
import { type StallingProxy, stallingProxy } from '../../test/support/stallingProxy.ts'
import { type PretendCamera, v4l2Camera } from '../../test/support/v4l2/camera.ts'
import { v4l2Available } from '../../test/support/v4l2/preload.ts'

/** How the configuration is saved. */
export type Saved = 'as it was' | 'another name' | 'another rate' | 'without the test camera'

/** Cameras of every kind that can be had without hardware, and what can be done to them. */
export interface StandIns {
  readonly rtsp: RtspCamera
  /** Between the program and the RTSP camera. */
  readonly way: StallingProxy
  readonly http: HttpMjpegCamera
  /** Undefined where this machine can't pretend one. */
  readonly device: PretendCamera | undefined
  readonly publisher: Publisher
  /** The ids of the cameras. */
  readonly ids: readonly string[]
  /** For the program: what shows it the pretended camera. */
  readonly env: Readonly<Record<string, string>>
  save(how: Saved): void
  close(): Promise<void>
}

/** Somebody who publishes pictures, ten a second. */
export interface Publisher {
  /** Begins; `url` is the camera's, with what lets him publish. */
  publishTo(url: string): void
  vanish(): void
  comeBack(): void
}

/** Starts the cameras and writes the program's configuration to `file`. */
export async function standIns(file: string): Promise<StandIns> {
  const rtsp = await rtspCamera({ width: 320, height: 240, rate: 15 })
  const way = await stallingProxy(rtsp.port)
  const http = await httpMjpegCamera({ rate: 10 })
  const broken = await httpMjpegCamera({ rate: 5, fault: 'glued' })
  const usb = { vendor: '046d', product: '0825' }
  const plugged =
    v4l2Available() === true
      ? v4l2Camera({ name: 'Webcam', usb, modes: [{ kind: 'mjpeg', width: 320, height: 240, rates: [15] }] })
      : undefined
  const cameras = [
    { id: 'rtsp', source: rtsp.url.replace(`:${rtsp.port}`, `:${way.port}`) },
    { id: 'http', source: http.url },
    { id: 'broken', source: broken.url },
    ...(plugged ? [{ id: 'usb', source: 'usb:046d:0825' }] : []),
    { id: 'sent', source: 'publish:' },
    { id: 'test', source: 'test:', size: '160x120', rate: 10 },
  ].map(camera => ({ ...camera, idle: 1 }))
  const save = (how: Saved) => {
    const saved = cameras
      .filter(({ id }) => how !== 'without the test camera' || id !== 'test')
      .map(camera => (camera.id !== 'test' || how === 'as it was' ? camera : { ...camera, ...changes[how] }))
    writeFileSync(file, JSON.stringify({ cameras: saved })) // which is YAML too
  }
  save('as it was')
  const publisher = publishing()
  return {
    ...{ rtsp, way, http, device: plugged, publisher, save },
    ids: cameras.map(({ id }) => id),
    env: plugged?.env ?? {},
    close: async () => {
      publisher.vanish()
      plugged?.close()
      await Promise.all([way.close(), rtsp.close(), http.close(), broken.close()])
    },
  }
}

const changes = {
  'another name': { name: 'Other' },
  'another rate': { rate: 12 },
  'without the test camera': {},
} as const

function publishing(): Publisher {
  const pictures = jpegs({ width: 320, height: 240 })
  let url: string | undefined
  let stop: (() => void) | undefined
  const comeBack = () => {
    if (url === undefined || stop) return
    const sent = request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' },
    })
    let number = 0
    const clock = setInterval(() => {
      const jpeg = pictures[number++ % pictures.length]
      if (!jpeg || sent.writableNeedDrain) return
      sent.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
      sent.write(jpeg)
      sent.write('\r\n')
    }, 100)
    const end = () => {
      clearInterval(clock)
      sent.destroy()
      stop = undefined
    }
    stop = end
    sent.on('error', end)
    sent.on('response', response => response.resume().on('end', end))
  }
  return {
    publishTo: to => {
      url = to
      comeBack()
    },
    vanish: () => stop?.(),
    comeBack,
  }
}
