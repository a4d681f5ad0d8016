/** Whether only this machine can reach a server that listens on `host`, by its text. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){0,3}$/.test(host)
}
