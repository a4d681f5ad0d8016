import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { betweenMarks } from '../bench/markedText.ts'
import { checkFlags } from '../src/cli/flags.ts'
import { readCommandLine } from '../src/cli/program.ts'

const running = 'test/agent/sources/running.test.ts'
const e2e = 'test/e2e/sources.test.ts'

/** By which test each kind of source in README's table is run, against a real FFmpeg: the file, and a piece of the test. */
const RUN: Readonly<Record<string, readonly [string, string]>> = {
  'V4L2 camera': ['test/e2e/v4l2.test.ts', '%s plays through %s'],
  'V4L2 camera, wherever it is plugged in': ['test/e2e/faults/renumbered.test.ts', 'is found again by %s'],
  'RTSP camera': [e2e, 'an RTSP camera: H.264 passed through'],
  'HTTP MJPEG camera': [running, 'an HTTP MJPEG camera gives both kinds, its framing: %s'],
  'HTTP picture, fetched again and again': [e2e, 'an address of one picture is fetched again and again'],
  'RTMP server': [e2e, "['RTMP', rtmpServer]"],
  'FLV over HTTP': [e2e, "['FLV over HTTP', flvServer]"],
  HLS: [e2e, "['HLS', hlsServer]"],
  SRT: [e2e, 'a stream by SRT'],
  'Video file, in a loop': [e2e, 'a video file plays in a loop, with its sound'],
  'List of video files, in a loop': [running, 'a list of files gives both kinds'],
  'Several video files, in a loop': [e2e, 'several files of different sizes play one after the other'],
  'One picture': [running, 'a single picture gives both kinds'],
  'Folder of pictures, in a loop': [e2e, 'a folder of pictures is shown in a loop'],
  'Folder that is watched': [e2e, 'a watched folder shows each newly dropped JPEG'],
  Screen: ['test/agent/sources/machine/screen.test.ts', 'an X11 screen'],
  'Anything FFmpeg reads, and what another command writes': [
    'test/e2e/commands.test.ts',
    'own arguments and by commands',
  ],
  'Test picture': ['test/e2e/consumers.test.ts', 'plays %s: its pictures change'],
  'Phone, by its browser': ['test/e2e/phoneCamera.test.ts', 'two phones publish at once and play in a third'],
  'Pictures that are sent here': ['test/e2e/publish.test.ts', 'marks what one camera sees'],
  'OBS, FFmpeg and other encoders that push by RTMP': ['test/e2e/push.test.ts', 'by two at once goes to two cameras'],
  'Encoders that push by RTSP (ANNOUNCE)': ['test/e2e/push.test.ts', "describe.each(['rtmp', 'rtsp'])"],
  'Encoders that push by SRT': ['test/e2e/pushSrt.test.ts', 'with the passphrase is played with sound'],
}

const readme = readFileSync('README.md', 'utf8')
/** README, and what it leads to. */
const told = [readme, ...under('docs').flatMap(path => (path.endsWith('.md') ? readFileSync(path, 'utf8') : []))].join(
  '\n',
)
const table = /\n## Sources\n\n(\|.*\n)+/.exec(readme)?.[0] ?? ''
/** The rows of README's table of sources: what it is, and what is said of it. */
const rows = [...table.matchAll(/^\| (?!Source \|)(.+?) \| (.+) \|$/gm)].map(([, source = '', text = '']) => ({
  source,
  text,
}))

test('README tells of many sources', () => expect(rows.length).toBeGreaterThan(20))

test.each(rows)('the source "$source" is run by a test, or README says why it is not', ({ source, text }) => {
  const run = RUN[source]
  if (/not run here, \w/.test(text)) return expect(run).toBeUndefined()
  expect(run, `${source}: name the test that runs it here, or say "not run here, <why>" in README`).toBeDefined()
  const [file = '', piece = ''] = run ?? []
  expect(existsSync(file) && readFileSync(file, 'utf8').includes(piece), `${file} has "${piece}"`).toBe(true)
})

test('no test is named for what README does not tell', () =>
  expect(Object.keys(RUN).filter(source => !rows.some(row => row.source === source))).toEqual([]))

/** The commands in tables and blocks for a shell; elsewhere one may be mentioned by its name alone. */
const tables = [...told.matchAll(/^\|.*\|$/gm)].join('\n')
const blocks = [...told.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join('')
const commands = [
  ...[...tables.matchAll(/`(?:sudo )?tunnelcam ([^`]+)`/g)],
  ...[...blocks.matchAll(/^(?:npm start -- |tunnelcam )(.+?)(?: +[#>].*)?$/gm)],
].map(([, words = '']) => words)

test.each(commands)('tunnelcam takes what README says: tunnelcam %s', line => {
  const asked = readCommandLine(wordsOf(line), () => undefined)
  if (asked.kind !== 'said') checkFlags(asked.flags)
})

test('docs/options.md shows what --help prints', () => {
  let help = ''
  readCommandLine(['--help'], text => {
    help += text
  })
  const [, shown] = /^`tunnelcam --help`:\n\n```\n(.*?)\n```$/ms.exec(readFileSync('docs/options.md', 'utf8')) ?? []
  expect(shown).toBe(help.trimEnd())
})

/** The words of a line as a shell takes them, which quotes keep together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

/** Every page that a reader may come to, from the root. */
const pages = ['README.md', ...under('docs'), ...under('examples'), ...under('test/e2e/faults')].filter(path =>
  path.endsWith('.md'),
)
const links = pages.flatMap(page =>
  [...readFileSync(page, 'utf8').matchAll(/(?:\]\(|src=")(?!https?:)([^)"#\s]*)(?:#([^)"\s]*))?[)"]/g)]
    .map(([, path = '', anchor]) => ({ page, path, anchor, to: path ? join(dirname(page), path) : page }))
    .filter(({ path, anchor }) => path || anchor),
)

test('links are found in README and docs', () => expect(links.length).toBeGreaterThan(80))

test.each(links)('$page leads somewhere: $path $anchor', ({ to, anchor }) => {
  expect(existsSync(to), `${to} is there`).toBe(true)
  if (anchor !== undefined) expect(anchorsOf(to)).toContain(anchor)
})

test.each(under('docs').filter(path => path.endsWith('.md')))('%s is linked to', page =>
  expect(links.filter(({ to, page: from }) => to === page && from !== page)).not.toEqual([]),
)

test.each(['README.md', 'docs/benchmarks.md'])('%s has the marks between which its benchmark writes', page => {
  const name = page === 'README.md' ? 'latency' : 'fanout'
  const text = readFileSync(page, 'utf8')
  expect(betweenMarks(text, name, 'a table')).toContain('a table')
})

function under(folder: string): string[] {
  return readdirSync(folder).map(name => `${folder}/${name}`)
}

/** What GitHub calls the headings of a page; what stands in code is none. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '')
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
