/** The answer to a ping; undefined for every other message. */
export function readPong(data: unknown): { readonly at: number; readonly now: number } | undefined {
  if (typeof data !== 'string' || !data.startsWith('{"type":"pong"')) return undefined
  const { at, now } = Object(JSON.parse(data))
  return Number.isFinite(at) && Number.isFinite(now) ? { at, now } : undefined
}
