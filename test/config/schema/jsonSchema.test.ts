import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchema } from '../../../src/config/schema/jsonSchema.ts'

test('tunnelcam.schema.json is the one of today: when not, run npm run build', () => {
  const committed: unknown = JSON.parse(
    readFileSync(new URL('../../../tunnelcam.schema.json', import.meta.url), 'utf8'),
  )
  expect(committed).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
})

test('an editor learns what a size looks like, what may be left out and that other keys are wrong', () => {
  expect(jsonSchema()).toMatchObject({
    additionalProperties: false,
    required: ['cameras'],
    properties: {
      cameras: {
        minItems: 1,
        items: {
          additionalProperties: false,
          required: ['id', 'source'],
          properties: {
            size: { type: 'string', pattern: '^\\d{2,4}x\\d{2,4}$' },
            transport: { enum: ['tcp', 'udp'], default: 'tcp' },
            bitrate: { minimum: 50, maximum: 100_000, default: 2000 },
          },
        },
      },
    },
  })
})
