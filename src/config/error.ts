/** One thing wrong in a configuration: where (`cameras[2].source`, and line:column in the file) and what would be right. */
export interface ConfigProblem {
  readonly path: string
  readonly line?: number
  readonly column?: number
  readonly message: string
}

/** A configuration that cannot be used. Its message lists all of `problems`, one a line; passwords are masked. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]
  readonly fileName: string | undefined

  constructor(problems: readonly ConfigProblem[], fileName?: string) {
    super(sentence(problems, fileName))
    this.name = 'ConfigError'
    this.problems = problems
    this.fileName = fileName
  }
}

function sentence(problems: readonly ConfigProblem[], fileName: string | undefined): string {
  const lines = problems.map(problem => `${place(problem, fileName)}${problem.message}`)
  if (!fileName) return lines.join('\n')
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  return [`${fileName} has ${count}:`, ...lines.map(line => `  ${line}`)].join('\n')
}

function place({ path, line, column }: ConfigProblem, fileName: string | undefined): string {
  const position = fileName && line !== undefined ? `${fileName}:${line}:${column ?? 1} ` : ''
  return position + (path === '' ? '' : `${path}: `)
}
