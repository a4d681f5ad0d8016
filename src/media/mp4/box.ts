/** Big-endian fields of one box: [value, bytes] pairs, raw bytes, or a whole child box. */
export type Field = readonly [value: number, bytes: 1 | 2 | 3 | 4 | 8] | Uint8Array

/** One box (ISO/IEC 14496-12 §4.2): size, type, fields. */
export function box(type: string, ...fields: readonly Field[]): Uint8Array {
  const size = fields.reduce((sum, field) => sum + (field instanceof Uint8Array ? field.length : field[1]), 8)
  const bytes = new Uint8Array(size)
  let at = writeUint(bytes, 0, size, 4)
  for (const letter of type) bytes[at++] = letter.charCodeAt(0)
  for (const field of fields) {
    if (field instanceof Uint8Array) {
      bytes.set(field, at)
      at += field.length
    } else {
      at = writeUint(bytes, at, field[0], field[1])
    }
  }
  return bytes
}

/** One full box: version and flags before the fields. */
export function fullBox(type: string, version: number, flags: number, ...fields: readonly Field[]): Uint8Array {
  return box(type, [version, 1], [flags, 3], ...fields)
}

/** Writes `value` as `count` big-endian bytes at `at`; negative values as two's complement. Returns the next offset. */
export function writeUint(bytes: Uint8Array, at: number, value: number, count: number): number {
  let rest = value
  for (let index = at + count - 1; index >= at; index--) {
    bytes[index] = rest & 0xff
    rest = Math.floor(rest / 256)
  }
  return at + count
}
