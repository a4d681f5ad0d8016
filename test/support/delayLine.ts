import { Duplex } from 'node:stream'

/** As much as may be under way at a time, in bytes: with 40 ms that is 200 Mbit/s. */
const UNDER_WAY = 1 << 20

/** Hands on each chunk, and the end, `ms` after it came, in order. Holds up who writes when nobody reads. */
export function delayLine(ms: number): Duplex {
  let underWay = 0
  let taken = true
  let goOn: (() => void) | undefined
  const offer = () => {
    if (!taken || underWay >= UNDER_WAY) return
    const next = goOn
    goOn = undefined
    next?.()
  }
  return new Duplex({
    write(chunk: Uint8Array, _, done) {
      underWay += chunk.length
      setTimeout(() => {
        underWay -= chunk.length
        taken = this.push(chunk)
        offer()
      }, ms)
      goOn = done
      offer()
    },
    final(done) {
      setTimeout(() => this.push(null), ms)
      done()
    },
    read() {
      taken = true
      offer()
    },
  })
}
