import { Problem } from './problem.ts'

/** A query value as a whole number from 0 up; undefined when it is not given. Throws Problem 400 for anything else. */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw badNumber(name, text, 'a whole number from 0 up')
  return Number(text)
}

/** A query value as a number above 0 and up to `highest`; undefined when it is not given. Throws Problem 400 for anything else. */
export function positiveNumber(name: string, text: string | undefined, highest: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 0 && value <= highest)) throw badNumber(name, text, `a number above 0 and up to ${highest}`)
  return value
}

function badNumber(name: string, text: string, expected: string): Problem {
  return new Problem(400, 'bad_parameter', `${name}: expected ${expected}, got "${text.slice(0, 40)}".`)
}
