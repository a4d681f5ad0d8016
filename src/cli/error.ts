/** Why the program can't do what it was asked: a sentence for the person, and the exit code for whoever started it. */
export class CliError extends Error {
  /** 2: the command line or the configuration is wrong. 1: everything else. */
  readonly exitCode: 1 | 2
  /** What to do about it. */
  readonly hint: string | undefined

  constructor(exitCode: 1 | 2, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.hint = options.hint
  }
}
