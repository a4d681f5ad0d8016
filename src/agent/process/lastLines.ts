import { maskPassword } from '../../config/mask.ts'

/** The newest lines of a log that may never end, in bounded memory. */
export interface LastLines {
  push(text: string): void
  /** Ends the line that is still open, if any. */
  end(): void
  readonly lines: readonly string[]
}

// A line is masked before it is cut, else the cut could hide from the mask that there is a password.
const longest = 4096

/**
 * Keeps the newest `keep` lines of text given in pieces, passwords masked; a line ends at \n or \r (FFmpeg's progress)
 * and is cut after `width` characters. `onLine` sees each line once it is whole.
 */
export function lastLines(keep: number, width: number, onLine: (line: string) => void = () => undefined): LastLines {
  const lines: string[] = []
  let open = ''
  const close = () => {
    const line = cut(maskPassword(open.trimEnd()), width)
    open = ''
    if (line === '') return
    lines.push(line)
    if (lines.length > keep) lines.shift()
    onLine(line)
  }
  return {
    lines,
    push: text => {
      const pieces = text.split(/[\r\n]+/)
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) close()
        open += piece.slice(0, longest - open.length)
      }
    },
    end: close,
  }
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}
