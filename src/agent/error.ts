/** What the camera side says when something can't be had: a sentence for people, `code` for programs, `hint` on what mends it. */
export class AgentError extends Error {
  /** `ffmpeg_missing`, `device_busy`, `unauthorized`, … in small letters with underscores. */
  readonly code: string
  /** What to do about it, as a sentence or a command; undefined where there is nothing to add. */
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'AgentError'
    this.code = code
    this.hint = options.hint
  }
}
