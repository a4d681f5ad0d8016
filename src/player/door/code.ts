import { part, setText } from '../dom.ts'
import { getMe } from '../server/accessApi.ts'
import type { Me } from '../server/accessJson.ts'
import { ApiError } from '../server/api.ts'
import { endedWords, notForYouWords } from './accessWords.ts'
import { codeIn } from './codeText.ts'
import { openAnew, takeCode } from './entrance.ts'
import { login } from './login.ts'
import { type LoginFailure, loginWords, waitText } from './loginWords.ts'

const root = document.documentElement
const form = part(document, 'form', HTMLFormElement)
const field = part(document, 'code', HTMLInputElement)
const button = part(document, 'enter', HTMLButtonElement)
const trouble = part(document, 'trouble', HTMLElement)
const READY = button.textContent ?? ''

async function enter(code: string): Promise<void> {
  delete root.dataset.trouble
  trouble.hidden = true
  button.disabled = true
  setText(button, 'One moment')
  const failure = await login(code)
  if (!failure) return openAnew()
  complain(failure, code)
}

function complain(failure: LoginFailure, code: string): void {
  root.dataset.trouble = failure.kind
  setText(trouble, loginWords(failure, code))
  trouble.hidden = false
  if (failure.kind === 'wait') countDown(Date.now() + failure.seconds * 1000)
  else allow()
}

function allow(): void {
  button.disabled = false
  setText(button, READY)
}

function countDown(until: number): void {
  const leftMs = until - Date.now()
  if (leftMs > 0) {
    setText(button, `Try again in ${waitText(leftMs / 1000)}`)
    setTimeout(() => countDown(until), Math.min(1000, leftMs))
  } else {
    trouble.hidden = true
    delete root.dataset.trouble
    allow()
  }
}

/** Nobody is asked for a code; whose link has ended, or who is signed in, but not for this page, is told so. */
async function greet(): Promise<void> {
  try {
    const me = await getMe(new AbortController().signal)
    setText(part(document, 'title', HTMLElement), me.open ? 'For the owner' : 'Not for this link')
    setText(part(document, 'lead', HTMLElement), notForYouWords(me))
    leadHome(me)
    document.title = 'Not for this link · tunnelcam'
    root.dataset.kind = 'signed-in'
  } catch (error) {
    const ended = error instanceof ApiError ? endedWords(error) : undefined
    if (ended && ended.kind !== 'ended') setText(part(document, 'lead', HTMLElement), `${ended.title} ${ended.detail}`)
    root.dataset.kind = 'nobody'
  }
}

/** Who may only send pictures is at home on the page for that. */
function leadHome({ role }: Me): void {
  const home = part(document, 'home', HTMLAnchorElement)
  if (role === 'publisher') {
    if (location.pathname === '/') location.replace('/publish')
    home.href = '/publish'
    setText(home, 'To your camera')
  }
  home.hidden = location.pathname === new URL(home.href).pathname
}

async function arrive(): Promise<void> {
  const code = takeCode()
  if (code === undefined) return
  // A link that was refused for now is tried again with one press.
  field.value = code
  await enter(code)
}

form.addEventListener('submit', event => {
  event.preventDefault()
  const code = codeIn(field.value)
  if (code === '') field.focus()
  else if (!button.disabled) void enter(code)
})
addEventListener('hashchange', arrive)
// Without an answer in a second the page for nobody is shown.
setTimeout(() => (root.dataset.kind ??= 'nobody'), 1000)
void arrive()
void greet()
