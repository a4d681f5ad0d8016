import { codeInHash } from './codeText.ts'
import { login } from './login.ts'
import { loginWords } from './loginWords.ts'

/** The code in this page's address, which is taken out of the address bar and the history at once. */
export function takeCode(): string | undefined {
  const code = codeInHash(location.hash)
  if (code !== undefined) history.replaceState(history.state, '', location.pathname + location.search)
  return code
}

/** Opens the same page anew, with the access that the browser has by now. */
export function openAnew(): void {
  location.replace(location.pathname + location.search)
}

/**
 * For a page that somebody may see already: a code that comes with its address, now or while it is open, is exchanged
 * too, for it may be a better one. `say` is told why one was not taken.
 */
export function takeBetterCodes(say: (message: string) => void): void {
  const take = async () => {
    const code = takeCode()
    if (code === undefined) return
    const failure = await login(code)
    if (failure) say(loginWords(failure, code))
    else openAnew()
  }
  addEventListener('hashchange', take)
  void take()
}
