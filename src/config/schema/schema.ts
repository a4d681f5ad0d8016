import { z } from 'zod'
import { encoderNames } from '../encoders.ts'
import { soundProblem } from '../sound.ts'
import { sourceProblem } from '../source.ts'
import { accessSchema } from './accessSchema.ts'
import { expected } from './expected.ts'
import { metricsSchema } from './metricsSchema.ts'
import { profileKeys } from './profileSchema.ts'
import { duplicateSrtPorts, pushSchema, srtSchema } from './pushSchema.ts'
import { relaySchema } from './relaySchema.ts'
import { subSchema } from './subSchema.ts'
import { tunnelSchema } from './tunnelSchema.ts'

const certificates = 'known, any, or a fingerprint as sha256:AB:CD:… with 32 bytes'

/** One camera as it is written in YAML or on the command line. */
export const cameraSchema = z
  .strictObject(
    {
      id: z
        .string(
          expected('an id of small letters, digits, - and _, beginning with a letter or digit, such as front-door'),
        )
        .regex(
          /^[a-z0-9][a-z0-9_-]{0,62}$/,
          expected('an id of at most 63 small letters, digits, - and _, such as front-door'),
        )
        .describe('Names the camera in addresses: small letters, digits, - and _.'),
      name: z
        .string(expected('a name'))
        .trim()
        .min(1, expected('a name'))
        .max(100, expected('a name of at most 100 letters'))
        .optional()
        .describe('What people see. Default: the id, capitalised.'),
      source: z
        .string(expected('a source such as /dev/video0, test: or rtsp://host/path'))
        .superRefine((source, context) => {
          const problem = sourceProblem(source)
          if (problem) context.addIssue({ code: 'custom', message: problem, params: { whole: true } })
        })
        .describe(
          '/dev/video0, usb:046d:0825 or v4l2:<name> under whatever number, test:, rtsp://…, http://… (MJPEG; HLS where it ends in .m3u8, FLV in .flv, one picture in .jpg or after still:), rtmp://…, srt://…, a folder of pictures, a picture, a video file or a list of them, files:, screen:, avfoundation:… dshow:…, libcamera:, ffmpeg:, exec:, or publish: for what is sent here.',
        )
        .meta({ examples: ['/dev/video0', 'test:', 'rtsp://user:password@192.168.1.20/stream1', './pictures/'] }),
      files: texts('a list of video files, such as [./one.mp4, ./two.mp4]')
        .optional()
        .describe('For the source files:, video files as a list, played one after the other in a loop.')
        .meta({ examples: [['./one.mp4', './two.mp4']] }),
      ffmpeg: texts("FFmpeg's input arguments as a list that ends with -i and what is to be read")
        .refine(
          args => args.at(-2) === '-i',
          expected("FFmpeg's input arguments as a list that ends with -i and what is to be read"),
        )
        .optional()
        .describe(
          "For the source ffmpeg:, FFmpeg's input arguments as a list that ends with -i and what is to be read.",
        )
        .meta({ examples: [['-f', 'lavfi', '-i', 'testsrc']] }),
      exec: texts('a command as a list, such as [rpicam-vid, -t, 0]')
        .optional()
        .describe('For the source exec:, a command as a list; its stdout is read as inputFormat. No shell is between.')
        .meta({ examples: [['rpicam-vid', '-t', '0', '-n', '--inline', '-o', '-']] }),
      inputFormat: z
        .string(expected('a format as FFmpeg names it, such as mjpeg, h264 or yuyv422'))
        .regex(/^[a-z0-9_]+$/, expected('a format as FFmpeg names it, such as mjpeg, h264 or yuyv422'))
        .optional()
        .describe(
          "The format to ask a V4L2 camera for, by FFmpeg's name. Default: the best it has. For an HTTP camera, mjpeg: " +
            'whatever stands between its JPEGs is skipped. Default: found out.',
        )
        .meta({ examples: ['mjpeg', 'h264', 'yuyv422'] }),
      size: z
        .string(expected('a size such as 1280x720'))
        .regex(/^\d{2,4}x\d{2,4}$/, expected('a size such as 1280x720'))
        .transform(sizeOf)
        .refine(
          size => [size.width, size.height].every(side => side >= 16 && side <= 8192 && side % 2 === 0),
          expected('a size of even numbers from 16 to 8192, such as 1280x720'),
        )
        .optional()
        .describe('Width x height in pixels. Default: the best the source gives.')
        .meta({ examples: ['1280x720', '1920x1080', '640x480'] }),
      rate: number('frames per second, more than 0 and at most 240', 240)
        .positive(expected('frames per second, more than 0 and at most 240'))
        .optional()
        .describe('Frames per second. Default: the best the source gives; of pictures, 1.'),
      bitrate: number('kbit/s from 50 to 100000', 100_000)
        .min(50, expected('kbit/s from 50 to 100000'))
        .default(2000)
        .describe('kbit/s, where the picture is encoded.'),
      ...profileKeys,
      watch: yesNo(false).describe('For a folder: each newly dropped JPEG is the picture, instead of a loop over all.'),
      transport: z.enum(['tcp', 'udp'], expected('tcp or udp')).default('tcp').describe('How RTSP is carried.'),
      certificate: z
        .string(expected(certificates))
        .regex(/^(known|any|sha256:([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2})$/, expected(certificates))
        .optional()
        .describe(
          'For https:, rtsps: and rtmps:. known: only a certificate that this machine trusts (default). sha256:AB:CD:…: only ' +
            "the one with this fingerprint. any: also a camera's own, and then nobody notices who stands between.",
        ),
      srt: srtSchema.optional(),
      audio: z
        .union([z.boolean(), z.string()], expected('true, false or a source of sound such as alsa:default'))
        .superRefine((audio, context) => {
          const problem = typeof audio === 'string' ? soundProblem(audio) : undefined
          if (problem) context.addIssue({ code: 'custom', message: problem, params: { whole: true } })
        })
        .default(true)
        .describe(
          'Sound in HLS. true: what the source has of it (default). false: none. A source of sound instead of its own: ' +
            'alsa:default, alsa:hw:1,0, pulse:default, avfoundation:…, dshow:…, test: for a tone, an address or a file.',
        )
        .meta({ examples: [true, false, 'alsa:default', 'pulse:default', 'rtsp://192.168.1.21/stream1'] }),
      encode: yesNo(false).describe('Always encode, never pass the H.264 of the source through.'),
      encoder: z
        .enum(['auto', ...encoderNames], expected(`auto or one of ${encoderNames.join(', ')}`))
        .optional()
        .describe(
          'What encodes the picture, where it is encoded: auto (hardware where some works) or an encoder by its name. One ' +
            'that does not work here is replaced by libx264 (default).',
        ),
      sub: subSchema,
      idle: number('seconds from 0 to 86400', 86_400)
        .min(0, expected('seconds from 0 to 86400'))
        .default(10)
        .describe('Seconds that capture goes on after the last viewer.'),
      keep: yesNo(false).describe('Capture is always on, also with no viewer.'),
    },
    expected('a camera: id, source and options'),
  )
  .superRefine(({ source, ...camera }, context) => {
    for (const key of ['files', 'ffmpeg', 'exec'] as const) {
      const given = camera[key] !== undefined
      if (given === (source === `${key}:`)) continue
      const message = given
        ? `expected only beside source: "${key}:"`
        : `the source ${key}: needs the key ${key} with a list, which only the configuration file can give`
      context.addIssue({ code: 'custom', path: [given ? key : 'source'], message, params: { whole: true } })
    }
  })
  .superRefine(({ source, srt }, context) => {
    if (!srt || source === 'publish:') return
    const message = 'expected only beside source: "publish:"'
    context.addIssue({ code: 'custom', path: ['srt'], message, params: { whole: true } })
  })
  .transform(camera => ({ ...camera, name: camera.name ?? capitalised(camera.id) }))

/** The whole file as it is written in YAML. At least one camera: a half-saved file must not take every camera down. */
export const configSchema = z.strictObject(
  {
    listen: z
      .strictObject(
        {
          host: z
            .string(expected('an address of this machine such as 127.0.0.1'))
            .regex(/^[\w.:%-]+$/, expected('an address of this machine such as 127.0.0.1'))
            .default('127.0.0.1')
            .describe('Address of this machine to listen on. With 127.0.0.1 only this machine and a tunnel reach it.'),
          port: z
            .int(expected('a port from 0 to 65535'))
            .min(0, expected('a port from 0 to 65535'))
            .max(65_535, expected('a port from 0 to 65535'))
            .default(8080)
            .describe('Port to listen on; 0 takes a free one.'),
        },
        expected('host and port, such as { host: 127.0.0.1, port: 8080 }'),
      )
      .prefault({}),
    open: yesNo(false).describe('Everyone who reaches the address may watch, without a link or code.'),
    yesAnyoneCanWatch: z
      .boolean(expected('true or false'))
      .optional()
      .describe('Has to be said beside open: true for a tunnel: anyone on the internet may watch.'),
    tunnel: tunnelSchema.optional(),
    relay: relaySchema.optional(),
    metrics: metricsSchema.optional(),
    push: pushSchema.optional(),
    access: accessSchema.optional(),
    cameras: z
      .array(cameraSchema, expected('a list of cameras'))
      .min(1, expected('at least one camera'))
      .superRefine(duplicateSrtPorts),
  },
  expected('listen, open, tunnel, relay, metrics, push, access and cameras'),
)

function texts(right: string) {
  return z.array(z.string(expected(right)), expected(right)).min(1, expected(right))
}

function number(right: string, most: number) {
  return z.number(expected(right)).max(most, expected(right))
}

function yesNo(usual: boolean) {
  return z.boolean(expected('true or false')).default(usual)
}

function sizeOf(text: string): { width: number; height: number } {
  const [width, height] = text.split('x').map(Number)
  return { width: width ?? 0, height: height ?? 0 }
}

function capitalised(id: string): string {
  const words = id.replace(/[-_]+/g, ' ').trim() || id
  return words.charAt(0).toUpperCase() + words.slice(1)
}
