/** The attributes of a tag: quotes are taken off, nothing else. */
export type Attributes = ReadonlyMap<string, string>

/** Reads an attribute list (RFC 8216 §4.2); undefined when it is not one, or names an attribute twice. */
export function attributeList(text: string): Attributes | undefined {
  const one = /([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(,|$)/y
  const found = new Map<string, string>()
  for (let at = 0; at < text.length; at = one.lastIndex) {
    one.lastIndex = at
    const [, name, value, comma] = one.exec(text) ?? []
    if (name === undefined || value === undefined || found.has(name)) return undefined
    if (comma === ',' && one.lastIndex === text.length) return undefined
    found.set(name, value.replace(/^"(.*)"$/, '$1'))
  }
  return found.size === 0 ? undefined : found
}
