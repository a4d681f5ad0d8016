import { z } from 'zod'
import { expected } from './expected.ts'

const portExpected = expected('a port from 0 to 65535')
const hostExpected = expected('an address of this machine such as 127.0.0.1')

/** Where pushes by RTMP are taken, as it is written in YAML. */
export const pushSchema = z
  .strictObject(
    {
      host: z
        .string(hostExpected)
        .regex(/^[\w.:%-]+$/, hostExpected)
        .default('127.0.0.1')
        .describe('Address of this machine to listen on. With 127.0.0.1 only this machine reaches it.'),
      rtmp: port().describe('Port to take RTMP pushes on, usually 1935; 0 takes a free one. Default: none are taken.'),
    },
    expected('ports to take pushes on, such as { rtmp: 1935 }'),
  )
  .describe('Where encoders (OBS, FFmpeg) push to cameras with source publish:, with the code of a link as their key.')

function port() {
  return z.int(portExpected).min(0, portExpected).max(65_535, portExpected).optional()
}
