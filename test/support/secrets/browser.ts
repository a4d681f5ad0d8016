import type { BrowserContext, Request, Response } from 'playwright-core'
import { isText, keepAnswer, keepRequest } from './answers.ts'
import { keep } from './kept.ts'

/** Keeps what pages of a browser ask, are answered, and say on their console. */
export function keepContext(context: BrowserContext): void {
  context.on('request', request => void whileOpen(() => keepAsked(request)))
  context.on('response', response => void whileOpen(() => keepAnswered(response)))
  context.on('console', message => keep('the console of a page', message.text()))
}

async function keepAsked(request: Request): Promise<void> {
  keepRequest(await askedOf(request))
}

async function keepAnswered(response: Response): Promise<void> {
  // What tests show in pages of somebody else is at "localhost", and ours never is: an embed is meant to be in there.
  if (new URL(response.url()).hostname === 'localhost') return
  const headers = headersOf(await response.headersArray())
  if (!isText(headers.get('Content-Type')) || response.fromServiceWorker()) return
  const text = await response.text()
  keepAnswer(await askedOf(response.request()), { status: response.status(), headers, text })
}

async function askedOf(request: Request) {
  const [url = ''] = request.url().split('#') // what stands behind it does not leave the browser
  const headers = headersOf(await request.headersArray())
  return { method: request.method(), url, headers, body: request.postData() ?? undefined }
}

function headersOf(rows: readonly { readonly name: string; readonly value: string }[]): Headers {
  const usual = rows.filter(({ name }) => !name.startsWith(':'))
  return new Headers(usual.flatMap(({ name, value }) => value.split('\n').map((one): [string, string] => [name, one])))
}

// A page that is closed takes its answers with it.
async function whileOpen(work: () => Promise<void>): Promise<void> {
  await work().catch(() => undefined)
}
