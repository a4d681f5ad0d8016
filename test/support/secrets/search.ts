import type { Kept } from './kept.ts'

/** So many letters find the few secrets that a text could have at a place. */
const GRAM = 4
/** Letters of base64 that are too few to say anything. */
const FEWEST = 6

/** The places where a secret stands in a text that may not have it, as sentences that do not tell it. */
export function search({ secrets, texts }: { secrets: Iterable<string>; texts: Iterable<Kept> }): string[] {
  const index = new Map<string, { form: string; secret: string }[]>()
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      const gram = form.slice(0, GRAM)
      index.set(gram, [...(index.get(gram) ?? []), { form, secret }])
    }
  }
  const found = new Set<string>()
  for (const { where, text, may } of texts) {
    for (let at = 0; at <= text.length - GRAM; at++) {
      for (const { form, secret } of index.get(text.slice(at, at + GRAM)) ?? []) {
        if (text.startsWith(form, at) && !may.includes(secret)) found.add(`${where}: ${around(text, at, form)}`)
      }
    }
  }
  return [...found]
}

/** A secret as it could be written: plain, in an address, in JSON, in hexadecimal, in base64 wherever it begins there. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map(before => {
    // Of the letters at both ends, some bits are of what stands beside.
    const all = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
  const long = base64.filter(({ length }) => length >= FEWEST)
  const urlSafe = long.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))
  const escaped = JSON.stringify(secret).slice(1, -1)
  const hex = bytes.toString('hex')
  return [...new Set([secret, encodeURIComponent(secret), escaped, hex, hex.toUpperCase(), ...long, ...urlSafe])]
}

function around(text: string, at: number, form: string): string {
  const said = `${text.slice(Math.max(0, at - 60), at)}${form.slice(0, 3)}***${text.slice(at + form.length, at + form.length + 30)}`
  return JSON.stringify(said)
}
