import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readPages } from '../../src/runtimes/assets.ts'

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-pages-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return `${folder}/`
}

test('the pages are read where they are built, and where none are, that is said', async () => {
  const [source, built] = [await givenFolder(), await givenFolder()]
  await writeFile(join(source, 'home.html'), 'not built')
  await expect(readPages([source, built])).rejects.toMatchObject({ code: 'not_built', hint: expect.any(String) })
  await writeFile(join(built, 'home.js'), 'built()')
  const page = await (await readPages([source, built])).get('home.js')
  expect(page?.type).toBe('text/javascript; charset=utf-8')
})
