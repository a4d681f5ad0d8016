import { z } from 'zod'
import { expected } from './expected.ts'

const portExpected = expected('a port from 0 to 65535')
const hostExpected = expected('an address of this machine such as 127.0.0.1')

/** Where pushes by RTMP and RTSP are taken, as it is written in YAML. */
export const pushSchema = z
  .strictObject(
    {
      host: z
        .string(hostExpected)
        .regex(/^[\w.:%-]+$/, hostExpected)
        .default('127.0.0.1')
        .describe('Address of this machine to listen on. With 127.0.0.1 only this machine reaches it.'),
      rtmp: port().describe('Port to take RTMP pushes on, usually 1935; 0 takes a free one. Default: none are taken.'),
      rtsp: port().describe('Port to take RTSP pushes on, usually 8554; 0 takes a free one. Default: none are taken.'),
    },
    expected('ports to take pushes on, such as { rtmp: 1935 }'),
  )
  .describe('Where encoders (OBS, FFmpeg) push to cameras with source publish:, with the code of a link as their key.')

const passphraseExpected = expected('a passphrase of 10 to 79 letters, digits and signs, without accents')

/** Where one camera takes SRT pushes, as it is written in YAML. */
export const srtSchema = z
  .strictObject(
    {
      port: z
        .int(expected('a UDP port from 1 to 65535'))
        .min(1, expected('a UDP port from 1 to 65535'))
        .max(65_535, expected('a UDP port from 1 to 65535'))
        .describe('UDP port to listen on, at the address of push.host; each camera has its own.'),
      passphrase: z
        .string(passphraseExpected)
        .regex(/^[\x20-\x7e]{10,79}$/, passphraseExpected)
        .optional()
        .describe('Who knows it may publish, and what is sent is encrypted with it.'),
      yesAnyoneCanPublish: z
        .boolean(expected('true or false'))
        .optional()
        .describe('Has to be said where there is no passphrase: whoever reaches the port may publish, unencrypted.'),
    },
    expected('a port and a passphrase, such as { port: 9000, passphrase: … }'),
  )
  .superRefine(({ passphrase, yesAnyoneCanPublish }, context) => {
    if (passphrase !== undefined || yesAnyoneCanPublish) return
    const message =
      'missing; without one whoever reaches the port may publish: to have that, write yesAnyoneCanPublish: true'
    context.addIssue({ code: 'custom', path: ['passphrase'], message, params: { whole: true } })
  })
  .describe('For the source publish:, where SRT pushes to it are taken.')

/** Two cameras can't listen on one port. */
export function duplicateSrtPorts(
  cameras: readonly { readonly srt?: { readonly port: number } | undefined }[],
  context: z.RefinementCtx,
): void {
  const ports = cameras.map(({ srt }) => srt?.port)
  for (const [index, port] of ports.entries()) {
    const first = ports.indexOf(port)
    if (port === undefined || first === index) continue
    const message = `expected a port of its own, got ${port} as cameras[${first}] has`
    context.addIssue({ code: 'custom', path: [index, 'srt', 'port'], message, params: { whole: true } })
  }
}

function port() {
  return z.int(portExpected).min(0, portExpected).max(65_535, portExpected).optional()
}
