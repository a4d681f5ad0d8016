// configuration.mjs <options.json>: writes the add-on's options as a configuration of tunnelcam, in JSON, which is YAML too.
// configuration.mjs <options.json> <name>: writes one option, as in a shell.
import { readFileSync } from 'node:fs'

const [file, name] = process.argv.slice(2)
const options = JSON.parse(readFileSync(file, 'utf8'))
// What was emptied in the form comes as ''.
const cameras = options.cameras.map(camera =>
  Object.fromEntries(Object.entries(camera).filter(([, value]) => value !== '' && value !== null)),
)
process.stdout.write(name === undefined ? `${JSON.stringify({ cameras }, null, 2)}\n` : `${options[name]}\n`)
