/** What was kept in this browser under `key`; null where there is nothing, or the browser keeps nothing for us. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // refused in some private windows and frames
  }
}

/** Keeps `text` in this browser under `key`, where it lets us; else it lasts as long as the page. */
export function keep(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // as above
  }
}
