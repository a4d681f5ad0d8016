import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { needs } from '../support/require.ts'
import { newKey, startWorkerd } from '../support/workerd.ts'

const root = join(import.meta.dirname, '../..')

async function folder(onTestFinished: (step: () => Promise<void>) => void): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'tunnelcam-worker-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

needs('workerd')('the Worker', () => {
  test.concurrent('can be deployed as it is built, and is small enough for the free plan', { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const into = await folder(onTestFinished)
    const wrangler = join(root, 'test/tools/node_modules/wrangler/bin/wrangler.js')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [wrangler, 'deploy', '--config', join(root, 'wrangler.toml'), '--dry-run', '--outdir', into],
      {
        cwd: into, // as where its package is installed
        env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
        timeout: 50_000,
      },
    )
    expect(stdout).toContain('env.SITE (Site)')
    expect(await readdir(into)).toContain('worker.js')
    const [, gzip] = /gzip: ([\d.]+) KiB/.exec(stdout) ?? []
    expect(Number(gzip)).toBeLessThan(3 * 1024)
    expect((await stat(join(into, 'worker.js'))).size).toBeGreaterThan(10_000)
  })

  test.concurrent('says what is missing where it has no key', { timeout: 40_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const worker = await startWorkerd({ key: 'no-key-at-all' })
    onTestFinished(worker.close)
    const answer = await fetch(`${worker.address}/api/cameras`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      error: { code: 'not_set_up', message: expect.stringContaining('wrangler secret put TUNNELCAM_KEY') },
    })
  })

  test.concurrent('serves files and refuses agents without asking its object, which keeps links for good', {
    timeout: 40_000,
  }, async ({ expect, onTestFinished }) => {
    const options = { key: newKey(), keptIn: await folder(onTestFinished) }
    const first = await startWorkerd(options)
    const file = await fetch(`${first.address}/static/home.js`)
    expect([file.status, file.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect((await fetch(`${first.address}/static/none.js`)).status).toBe(404)
    expect((await fetch(`${first.address}/relay/front`)).status).toBe(401)
    const headers = { Authorization: `Bearer ${first.codes.owner}`, 'Content-Type': 'application/json' }
    const wish = JSON.stringify({ kind: 'share', name: 'Grandma', cameras: 'all', role: 'viewer', seconds: 600 })
    expect((await fetch(`${first.address}/api/links`, { method: 'POST', headers, body: wish })).status).toBe(201)
    await first.close()

    const second = await startWorkerd(options)
    onTestFinished(second.close)
    const { links } = (await (await fetch(`${second.address}/api/links`, { headers })).json()) as {
      links: { name: string }[]
    }
    expect(links.map(({ name }) => name)).toEqual(['Printed link', 'Owner', 'Cameras of the relay', 'Grandma'])
  })
})
