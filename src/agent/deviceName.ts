/** What a device says of itself, for terminals and logs: without its spaces around, and without what a terminal would obey. */
export function deviceName(said: string): string {
  return said.trim().replace(/\p{Cc}/gu, '\uFFFD')
}
