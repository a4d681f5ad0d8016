/** A stream that is not what it says. `code` is for programs, `message` a sentence for people. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
