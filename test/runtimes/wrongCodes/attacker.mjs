// Tries wrong codes over real connections, in a process of its own, so that its work is not taken for the server's. Each
// message is one attack: `{port,count,perSecond,addresses,long}`; it is answered with what came of it.
import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 50 })
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const TICK_MS = 20

/** A code that opens nothing; with 26 letters as well formed as a right one. */
const wrongCode = letters => Array.from(randomBytes(letters), byte => LETTERS[byte % 32]).join('')

/** One attempt, by POST /login or by Bearer. Gives the answer's status, and whether it gave a cookie. */
function attempt(port, from, code, byBearer) {
  const forwarded = { 'X-Forwarded-For': from }
  const options = byBearer
    ? { path: '/api/me', headers: { ...forwarded, Authorization: `Bearer ${code}` } }
    : { path: '/login', method: 'POST', headers: { ...forwarded, 'Content-Type': 'application/json' } }
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent, ...options }, answer => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode, cookie: 'set-cookie' in answer.headers }))
    })
    asked.on('error', reject)
    asked.end(byBearer ? undefined : JSON.stringify({ code }))
  })
}

process.on('message', async ({ port, count, perSecond, addresses, long }) => {
  const answers = []
  const startedAt = performance.now()
  await new Promise(resolve => {
    const timer = setInterval(() => {
      const due = Math.min(count, ((performance.now() - startedAt) / 1000) * perSecond)
      while (answers.length < due) {
        const at = answers.length
        const from = addresses === 1 ? '203.0.113.9' : `10.${100 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`
        // A header may have 16 KiB in all.
        const via = long ? `${'192.0.2.1, '.repeat(500)}${from}` : from
        answers.push(attempt(port, via, wrongCode(long ? 6000 : 26), long || at % 5 === 4))
      }
      if (answers.length < count) return
      clearInterval(timer)
      resolve()
    }, TICK_MS)
  })
  const all = await Promise.all(answers)
  const statuses = {}
  for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1
  const seconds = (performance.now() - startedAt) / 1000
  process.send({ statuses, cookies: all.filter(({ cookie }) => cookie).length, seconds })
})
process.once('disconnect', () => process.exit())
