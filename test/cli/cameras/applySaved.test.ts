import { expect, test } from 'vitest'
import { applySaved } from '../../../src/cli/cameras/applySaved.ts'
import type { Flags } from '../../../src/cli/flags.ts'
import { ConfigError } from '../../../src/config/error.ts'
import { parseConfig } from '../../../src/config/parse.ts'
import type { Config } from '../../../src/config.ts'

const flags: Flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} }
const config = (text: string) => parseConfig(text, 'a.yaml')
const now = config('cameras: [{ id: a, source: "test:" }, { id: b, source: "test:" }]')
const going = '\nThe cameras go on as before.'

test.each<[string, Config | ConfigError, boolean, string[]]>([
  [
    'adds, removes and restarts cameras, and says which',
    config('cameras: [{ id: b, source: "test:", rate: 5 }, { id: c, source: "test:" }, { id: d, source: "test:" }]'),
    true,
    ['info a.yaml was saved: added c, d, removed a, restarted b.'],
  ],
  [
    'says that nothing changed',
    config('# x\ncameras: [{ id: b, source: "test:" }, { id: a, source: "test:" }]'),
    true,
    ['info a.yaml was saved: no camera changed.'],
  ],
  [
    'says that another address needs a start',
    config('listen: { port: 1 }\ncameras: [{ id: a, source: "test:" }, { id: b, source: "test:" }]'),
    true,
    [
      'info a.yaml was saved: no camera changed.',
      'warn Another address or other access (listen, open, tunnel, relay, metrics, push, access) is taken up when tunnelcam is started again.',
    ],
  ],
  [
    'leaves all as it is for a broken file',
    new ConfigError([{ path: 'cameras', line: 1, column: 1, message: 'expected a list of cameras' }], 'a.yaml'),
    false,
    [`error a.yaml has a problem:\n  a.yaml:1:1 cameras: expected a list of cameras${going}`],
  ],
  [
    'leaves all as it is for a tunnel that would be open to all',
    config('open: true\ntunnel: { kind: quick }\ncameras: [{ id: x, source: "test:" }]'),
    false,
    [
      `error With open: true a tunnel would let anyone on the internet who has or finds its address watch. Leave it out, and only who has the link may; to have it all the same, say it twice: open: true and yesAnyoneCanWatch: true.${going}`,
    ],
  ],
])('a saved configuration %s', (_, news, taken, lines) => {
  const said: string[] = []
  const applied: Config[] = []
  const line = (level: string) => (_facts: object, message: string) => void said.push(`${level} ${message}`)
  const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const after = applySaved(news, { now, flags, file: 'a.yaml', agent: { apply: next => applied.push(next) }, log })
  expect(said).toEqual(lines)
  expect(applied).toEqual(taken ? [news] : [])
  expect(after).toEqual(taken ? news : now)
})
