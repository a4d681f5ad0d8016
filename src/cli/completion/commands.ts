import { Argument, type Command } from 'commander'
import { flagsOf } from '../options.ts'
import type { Asked } from '../program.ts'
import { bashCompletion } from './bash.ts'
import { fishCompletion } from './fish.ts'
import { offersOf } from './offers.ts'
import { zshCompletion } from './zsh.ts'

/** Adds `completion <shell>`: it prints a script, made of the very table that --help is made of. */
export function addCompletionCommand(program: Command, found: (asked: Asked) => void): void {
  program
    .command('completion')
    .description('print the script by which a shell completes commands and options')
    .helpOption('-h, --help', 'print this help')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', examples)
    .action((shell: keyof typeof SCRIPTS) => {
      found({ kind: 'completion', flags: flagsOf({}), script: SCRIPTS[shell](offersOf(program)) })
    })
}

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

const examples = `
Examples:
  tunnelcam completion bash > ~/.local/share/bash-completion/completions/tunnelcam
  tunnelcam completion zsh > ~/.zfunc/_tunnelcam     with fpath+=~/.zfunc before compinit in ~/.zshrc
  tunnelcam completion fish > ~/.config/fish/completions/tunnelcam.fish
`
