// Writes tunnelcam.schema.json, for editors, from the same definition that checks a configuration. Runs after tsc.
import { writeFileSync } from 'node:fs'
import { jsonSchema } from '../dist/config/schema/jsonSchema.js'

const lists = /\[\s+([^[\]{}]*?)\s+\]/g
const text = JSON.stringify(jsonSchema(), null, 2).replace(lists, (_, items) => `[${items.replace(/\n\s*/g, ' ')}]`)
writeFileSync(new URL('../tunnelcam.schema.json', import.meta.url), `${text}\n`)
