import { parseArgs } from 'node:util'
import { leaks } from './judge.ts'
import { HEAD, soak } from './rounds.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write('soak: expected --minutes 30 and --seed 1, a number and a whole number\n')
  process.exit(2)
}
const say = (text: string) => process.stdout.write(`${text}\n`)

say(`Soaks for ${minutes} minutes, seed ${seed}. A line is taken when nobody watches and all is mended.\n\n${HEAD}`)
const rounds = Math.max(4, Math.round(minutes / 2))
const { samples, faults, seen, code } = await soak({ seconds: minutes * 60, rounds, seed, onLine: say })
const counted = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([what, count]) => `  ${what}: ${count}`).join('\n')
say(`\nFaults:\n${counted(faults)}\n\nSeen by viewers:\n${counted(seen)}\n`)
const found = [...leaks(samples), ...(code === 0 ? [] : [`The program ended with ${code} instead of 0.`])]
say(found.length === 0 ? 'Nothing leaks.' : found.join('\n'))
process.exit(found.length === 0 ? 0 : 1)
