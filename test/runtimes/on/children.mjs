// Run by each runtime: what the programs that tunnelcam starts say, and how they end, as JSON.
import { startChild } from '../../../dist/agent/process/child.js'
import { output } from '../../../dist/agent/process/output.js'

const run = script => startChild('/bin/sh', ['-c', script], { outputs: 1, graceMs: 300 })
const ending = ({ exitCode, signal, error }) => error ?? signal ?? exitCode
const textOf = async stream => {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
const tally = values => Object.fromEntries(values.map(value => [value, values.filter(one => one === value).length]))

async function said(script) {
  const child = run(script)
  const [text, exit] = await Promise.all([textOf(child.outputs[0]), child.ended])
  return `${text.length} bytes, ${ending(exit)}`
}

async function stopped(script) {
  const child = run(script)
  child.outputs[0].once('data', () => child.stop()) // it says that its trap is set
  return ending(await child.ended)
}

const many = make => Promise.all(Array.from({ length: 20 }, make))
const long = 'head -c 300000 /dev/zero'
console.log(
  JSON.stringify({
    quick: tally(await many(() => said('echo whole >&3'))),
    long: tally(await many(() => said(`${long} >&3; exit 3`))),
    stdout: tally(
      (await many(() => output('/bin/sh', ['-c', `${long}; exit 4`], { seconds: 20 }))).map(
        one => `${one.stdout.length} bytes, ${ending(one)}`,
      ),
    ),
    tidy: await stopped(`trap 'exit 7' TERM; echo ready >&3; while :; do sleep 0.05; done`),
    stubborn: await stopped(`trap '' TERM; echo ready >&3; while :; do sleep 0.05; done`),
    missing: ending(await startChild('/nowhere/ffmpeg', [], { outputs: 1, shell: undefined }).ended),
  }),
)
process.exit(0)
