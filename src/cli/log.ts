import pino from 'pino'
import { maskPassword } from '../config/mask.ts'
import type { Log } from '../hub/log.ts'
import type { Flags } from './flags.ts'

/** A log on `stream`: JSON lines for machines, or short lines for people. Passwords in addresses are masked everywhere. */
export async function openLog(
  { log, logLevel }: Pick<Flags, 'log' | 'logLevel'>,
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Promise<Log> {
  const options = { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers }
  const formatters = { level: (label: string) => ({ level: label }) }
  if (log === 'json') return masking(pino({ ...options, formatters }, stream))
  const { default: pretty } = await import('pino-pretty')
  const people = pretty({
    destination: stream,
    colorize: stream.isTTY === true && !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: '{if camera}{camera}: {end}{msg}',
    hideObject: logLevel !== 'debug',
    singleLine: logLevel === 'debug',
    ignore: 'camera,pid',
  })
  return masking(pino(options, people), visible)
}

// Errors are put into fields below, where their passwords are masked.
const serializers = { err: (facts: unknown) => facts }

function masking(log: Log, written = (message: string) => message): Log {
  const words = (message: string) => written(maskPassword(message))
  return {
    debug: (facts, message) => log.debug(masked(facts), words(message)),
    info: (facts, message) => log.info(masked(facts), words(message)),
    warn: (facts, message) => log.warn(masked(facts), words(message)),
    error: (facts, message) => log.error(masked(facts), words(message)),
  }
}

/** Without what a terminal would obey: a message may quote what a camera or a visitor sent. */
function visible(message: string): string {
  return message.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}

function masked(facts: object): object {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, maskedValue(value, 0)]))
}

function maskedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskPassword(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > 6) return '…'
  if (Array.isArray(value)) return value.map(item => maskedValue(item, depth + 1))
  if (value instanceof Error) return errorFacts(value, depth)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskedValue(inner, depth + 1)]))
}

function errorFacts(error: Error, depth: number): object {
  const { name, message, stack, cause } = error
  const facts = { ...error, type: name, message, stack, ...(cause === undefined ? {} : { cause }) }
  return Object.fromEntries(Object.entries(facts).map(([key, inner]) => [key, maskedValue(inner, depth + 1)]))
}
