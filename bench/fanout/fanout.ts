import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { boundRun } from '../boundRun.ts'
import { betweenMarks } from '../markedText.ts'
import { measureAll } from './measureAll.ts'
import { type FanoutOptions, fanoutOptions } from './options.ts'
import { report, reproach } from './report.ts'
import type { FanoutRun } from './run.ts'

const USAGE = `npm run bench:fanout -- [options]: many viewers of one server, beside ustreamer and nginx where they are installed
  --seconds 6         how long each server is measured in each round
  --rounds 2          how often
  --only mjpeg,live   which of mjpeg (200 viewers), live (200), hls (500)
  --share 0.1         so much of the viewers
  --json FILE         all that was found, for programs
  --from FILE         nothing is measured: an earlier --json is shown again
  --write-docs        puts the table into docs/benchmarks.md, and the rest into docs/fanout.json
`
const root = join(import.meta.dirname, '../..')

const options = optionsOrEnd()
const run = options.from === undefined ? await measured(options) : earlier(options.from)
process.stdout.write(`\n${report(run)}\n`)
if (options.json) writeFileSync(options.json, json(run))
if (options.writeDocs) {
  const figures = join(root, 'docs/benchmarks.md')
  writeFileSync(figures, betweenMarks(readFileSync(figures, 'utf8'), 'fanout', report(run)))
  writeFileSync(join(root, 'docs/fanout.json'), json(run))
}
process.exit(run.contests.some(contest => reproach(contest).length > 0) ? 1 : 0)

async function measured(wanted: FanoutOptions): Promise<FanoutRun> {
  const servers = 6
  const allMeasured = boundRun((wanted.seconds + 40) * 1000 * wanted.rounds * servers)
  const all = await measureAll(wanted)
  allMeasured()
  return all
}

function earlier(path: string): FanoutRun {
  return JSON.parse(readFileSync(path, 'utf8')) // what this program wrote
}

function json(all: FanoutRun): string {
  return `${JSON.stringify(all, null, 2)}\n`
}

function optionsOrEnd(): FanoutOptions {
  try {
    return fanoutOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}
