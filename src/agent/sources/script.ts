/** A text as a value in an ffconcat script: all is meant as it stands. */
export function quoted(text: string): string {
  // What stands between ' is not read further, up to the next '; that one itself stands outside, after a backslash.
  return `'${text.replaceAll("'", "'\\''")}'`
}
