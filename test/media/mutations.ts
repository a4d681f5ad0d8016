/** These bytes again and again, each time with some of them changed: in two of three only one. The same at each run. */
export function* mutations(bytes: Uint8Array, count: number): Generator<Uint8Array> {
  let seed = 1
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return (seed >> 8) % below
  }
  for (let round = 0; round < count; round++) {
    const changed = Uint8Array.from(bytes)
    const changes = round % 3 === 0 ? 1 + random(20) : 1
    for (let change = 0; change < changes; change++) changed[random(bytes.length)] = random(256)
    yield changed
  }
}
