import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCommandLine } from '../../../src/cli/program.ts'
import { needs } from '../../support/require.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tunnelcam-completion-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The file with the script for a shell. */
function scriptOf(shell: string): string {
  const asked = readCommandLine(['completion', shell], () => undefined)
  if (asked.kind !== 'completion') throw new Error('no script was asked for')
  const file = join(folder, shell)
  writeFileSync(file, asked.script)
  return file
}

/** What a shell answers that runs these lines, the script's file and the command lines as its arguments. */
function said(shell: string, lines: string, typed: readonly string[]): Record<string, readonly string[]> {
  const args = shell === 'fish' ? ['--no-config', '-c', lines] : ['-c', lines, shell]
  const { stdout, stderr } = spawnSync(shell, [...args, scriptOf(shell), ...typed], {
    ...{ encoding: 'utf8', cwd: folder, timeout: 60_000 },
    env: { ...process.env, TERM: 'dumb' },
  })
  expect(stderr).toBe('')
  const answers = stdout.split('==\n').map(answer => answer.split('\n').filter(line => line !== ''))
  return Object.fromEntries(typed.map((line, index) => [line, answers[index]?.map(wordOf).sort() ?? []]))
}

/** Without its description, which fish tells behind it. */
function wordOf(reply: string): string {
  return reply.split('\t')[0] ?? ''
}

/** What is typed behind "tunnelcam ", and how it can go on. */
const offered = {
  dev: ['devices'],
  se: ['service'],
  'service ': ['install', 'remove', 'status'],
  '--port 80 se': ['service'],
  'service install --tunnel-t': ['--tunnel-token-file'],
  'test: --no-': ['--no-audio', '--no-sub'],
  '--log ': ['json', 'pretty'],
  'embed --output s': ['still'],
  'completion ': ['bash', 'fish', 'zsh'],
  'devices --po': [],
}

needs('bash')('bash', () => {
  const lines = `source "$1"; shift; shopt -u extglob
    for typed; do IFS=' ' read -ra COMP_WORDS <<< "tunnelcam $typed"; [[ $typed == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _tunnelcam; printf '%s\\n' "\${COMPREPLY[@]}" ==; done`

  test('completes commands, options and their values', () => {
    const cut = {
      '--name doctor se': ['service'],
      '--log = j': ['json'], // as bash cuts --log=j
      '--log =': ['json', 'pretty'],
      '--log = json --log-level w': ['warn'],
    }
    expect(said('bash', lines, Object.keys({ ...offered, ...cut }))).toEqual({ ...offered, ...cut })
  })

  test('offers every option of the help', () => {
    let help = ''
    readCommandLine(['--help'], text => {
      help += text
    })
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name)
    expect(options.length).toBeGreaterThan(30)
    expect(said('bash', lines, ['--'])).toEqual({ '--': options.sort() })
  })
})

needs('fish')('fish', () => {
  test('completes commands, options and their values', () => {
    const lines = 'source $argv[1]; for typed in $argv[2..]; complete -C "tunnelcam $typed"; echo ==; end'
    expect(said('fish', lines, Object.keys(offered))).toEqual(offered)
  })
})

needs('zsh')('zsh', () => {
  // It completes in its line editor alone: a widget there does, and tells what became of the line.
  const rc = `fpath=($PWD/zsh.d $fpath); autoload -U compinit; compinit -u -D
    tell() { zle complete-word; print -r -- "$BUFFER" > became; BUFFER=; }; zle -N tell; bindkey ^T tell
    zle-line-init() { print ready > became; }; zle -N zle-line-init`
  const lines = `mkdir -p zsh.d && cp "$1" zsh.d/_tunnelcam && rm -f became && mkfifo became && exec 3<> became && shift
    print -r -- '${rc}' > zsh.d/.zshrc && export ZDOTDIR=$PWD/zsh.d
    zmodload zsh/zpty && zpty editor zsh -di && read -ru 3 line
    for typed; do
      zpty -wn editor "tunnelcam $typed"$'\\x14'; read -ru 3 line; print -rl -- "\${line#tunnelcam }" '=='
      while zpty -rt editor drawn; do :; done
    done`

  test('completes commands, options and their values', { timeout: 60_000 }, () => {
    const becomes = {
      dev: ['devices'],
      '--port 80 se': ['--port 80 service'],
      'service install --tunnel-t': ['service install --tunnel-token-file='],
      'test: --kee': ['test: --keep'],
      'test: --log j': ['test: --log json'],
      'embed --output s': ['embed --output still'],
      './bec': ['./became'],
    }
    expect(said('zsh', lines, Object.keys(becomes))).toEqual(becomes)
  })
})
