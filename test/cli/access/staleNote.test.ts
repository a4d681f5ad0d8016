import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownerCode, viewerCode } from '../../support/codes.ts'
import { runProgram } from '../../support/program.ts'

test('what listens where a tunnelcam once did is not told a code', { timeout: 40_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'tunnelcam-data-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  const heard: string[] = []
  const other = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]))
    response.end('{}')
  })
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  mkdirSync(join(data, 'running'))
  writeFileSync(
    join(data, 'running', 'old.json'),
    JSON.stringify({ pid: process.pid, url: `http://127.0.0.1:${port}` }),
  )

  const { code } = await runProgram(['shares'], { env: { TUNNELCAM_DATA: data } })
  expect([code, heard.length]).toEqual([0, 1])
  for (const secret of [await ownerCode({ data }), await viewerCode({ data })]) expect(heard[0]).not.toContain(secret)
})
