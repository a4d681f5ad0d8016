/** How many letters and digits a code has. */
export const CODE_LENGTH = 26

/**
 * The code in what somebody typed or pasted: a whole link's `#k=…`, else the text itself, without blanks and dashes,
 * in lower case. Letters that Crockford's base32 lacks because they look like digits are read as those. '' when
 * nothing is left.
 */
export function codeIn(text: string): string {
  const afterKey = /#(?:[^\s]*&)?k=([^&\s]*)/i.exec(text)?.[1]
  return unescaped(afterKey ?? text)
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
}

/** The code of a page's own `location.hash`; undefined when it has none. */
export function codeInHash(hash: string): string | undefined {
  return /^#(.*&)?k=/i.test(hash) ? codeIn(hash) || undefined : undefined
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
