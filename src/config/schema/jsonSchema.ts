import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The configuration as a JSON Schema (draft 7, which editors know best): what may be written, with its defaults. */
export function jsonSchema(): object {
  return {
    ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }),
    title: 'tunnelcam',
    description: 'The cameras, and the address they are served at.',
  }
}
