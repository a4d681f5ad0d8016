import { z } from 'zod'
import { expected } from './expected.ts'

const right = expected('true, false, or a mapping such as { size: 640x640, rate: 15, bitrate: 300 }')
const [rate, bitrate] = [expected('frames per second from 1 to 60'), expected('kbit/s from 50 to 20000')]
const size = expected('the most it may measure, in even numbers from 16 to 4096, such as 640x640')

/** The keys of `sub` where it is a mapping. */
export const subShape = {
  size: z
    .string(size)
    .regex(/^\d{2,4}x\d{2,4}$/, size)
    .refine(text => sidesOf(text).every(side => side >= 16 && side <= 4096 && side % 2 === 0), size)
    .default('640x640')
    .describe('Width x height in pixels that it fits into, in its own shape.')
    .meta({ examples: ['640x640', '480x480'] }),
  rate: z.number(rate).min(1, rate).max(60, rate).default(15).describe('The most frames per second.'),
  bitrate: z.number(bitrate).min(50, bitrate).max(20_000, bitrate).default(300).describe('kbit/s.'),
}

/** The small picture beside the camera's own, as it is written in YAML; undefined comes out where there is to be none. */
export const subSchema = z
  .union([z.boolean(right), z.strictObject(subShape, right)], right)
  .default(true)
  .describe(
    'A small, thrifty picture beside the full one in HLS, made while somebody watches it. Left out where the camera itself is as small.',
  )
  .meta({ examples: [false, { size: '480x480', rate: 10, bitrate: 200 }] })
  .transform(sub => (sub === false ? undefined : completed(sub === true ? defaults : sub)))
  .optional()

const defaults = z.strictObject(subShape).parse({})

function completed(sub: typeof defaults) {
  const [width = 0, height = 0] = sidesOf(sub.size)
  return { ...sub, size: { width, height } }
}

function sidesOf(text: string): number[] {
  return text.split('x').map(Number)
}
