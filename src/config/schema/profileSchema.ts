import { z } from 'zod'
import { expected } from './expected.ts'

const percent = expected('a whole number from 1 to 100')
const turn = expected('0, 90, 180 or 270')
const directives = 'aAbBdHIjmMpSUwWyYZ'
const text = expected(`clock, or a text of at most 200 characters in which % stands before one of ${directives} or %`)

/** Keys of a camera that change each of its pictures, so that none can be passed through as it comes. */
export const profileKeys = {
  quality: z
    .int(percent)
    .min(1, percent)
    .max(100, percent)
    .optional()
    .describe(
      'Of JPEGs, 1 to 100. Then they are encoded, also where the camera gives some. Default where they are: 86.',
    ),
  rotate: z
    .union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)], turn)
    .optional()
    .describe('Degrees clockwise: 0, 90, 180 or 270. size is that of the picture before.'),
  flip: z
    .enum(['horizontal', 'vertical', 'both'], expected('horizontal, vertical or both'))
    .optional()
    .describe('Mirrors the picture, after it was rotated.'),
  overlay: z
    .string(text)
    .trim()
    .regex(new RegExp(`^([^%\\p{Cc}]|%[${directives}%])+$`, 'u'), text)
    .max(200, text)
    .optional()
    .describe('Written onto the picture: clock, or a text, in which %H:%M:%S and the like are the time of day.')
    .meta({ examples: ['clock', 'Front door %H:%M:%S'] }),
}
