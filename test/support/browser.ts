import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { cachedFile, fixtureCache, onPath, run } from './ffmpeg.ts'
import { keepContext } from './secrets/browser.ts'

// A network of this machine only: nothing the browser does by itself may hold a test up.
const closedNetwork = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

/** True when a browser can be launched here, else why not. */
export function browserAvailable(): true | string {
  if (installedBrowser() !== undefined || registryBrowserAvailable()) return true
  return 'needs Chromium: set CHROME_PATH, install chromium, or on Linux x64 run npm ci'
}

/** Whether the npm registry's browser runs on this kind of machine. */
export function registryBrowserAvailable(): boolean {
  return registryBrowser() !== undefined
}

/** True when the browser here can show text fields, else why not: the npm registry's crashes on the first one. */
export function textFieldsAvailable(): true | string {
  return (
    installedBrowser() !== undefined || 'needs a Chromium that shows text fields: set CHROME_PATH or install chromium'
  )
}

/** What a browser is started with beyond the usual. */
export interface BrowserOptions {
  /** More of Chromium's arguments, as `browserArgs(edge)` gives them. */
  readonly args?: readonly string[]
  /** Stands before its command, as `ip netns exec name`. */
  readonly inside?: readonly string[]
}

/** Launches the first of CHROME_PATH, an installed Chromium or Chrome, the one from the npm registry. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const installed = installedBrowser()
  return installed === undefined ? launchRegistryBrowser(options) : launch(installed, {}, options)
}

/** Launches the Chromium that comes through the npm registry (@sparticuz/chromium, Linux x64), unpacked once. */
export async function launchRegistryBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const found = registryBrowser()
  if (found === undefined) throw new Error('@sparticuz/chromium has no browser for this machine (Linux x64 only)')
  const folder = unpacked(found)
  const env = { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') }
  return launch(join(folder, 'chromium'), env, options)
}

async function launch(
  executablePath: string,
  env: Readonly<Record<string, string>>,
  { args = [], inside }: BrowserOptions,
): Promise<Browser> {
  if (inside)
    return launch(commandInside(executablePath), { ...env, TUNNELCAM_TEST_INSIDE: inside.join(' ') }, { args })
  // A program under test may be shown pretend cameras by LD_PRELOAD; a browser must never be.
  const { LD_PRELOAD: _, ...rest } = process.env
  const inherited = Object.fromEntries(Object.entries(rest).flatMap(([key, value]) => (value ? [[key, value]] : [])))
  const all = [...closedNetwork, ...args]
  const browser = await chromium.launch({ executablePath, args: all, env: { ...inherited, ...env }, timeout: 30_000 })
  return browser.on('context', keepContext)
}

/** A program that starts another one with the words of TUNNELCAM_TEST_INSIDE before it. */
function commandInside(program: string): string {
  const text = `#!/bin/sh\nexec $TUNNELCAM_TEST_INSIDE '${program}' "$@"\n`
  return cachedFile(text, 'sh', path => writeFileSync(path, text, { mode: 0o755 }))
}

function installedBrowser(): string | undefined {
  const chosen = process.env.CHROME_PATH
  if (chosen) return chosen
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium'
  return onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
}

interface Packed {
  readonly entry: string
  readonly version: string
}

function registryBrowser(): Packed | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
    const manifest: unknown = JSON.parse(readFileSync(join(entry, '../../../package.json'), 'utf8'))
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : ''
    return { entry, version: String(version) }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND') return undefined
    throw cause
  }
}

// The package unpacks to os.tmpdir() and takes a file that is there for a whole one. So a process of its own unpacks
// into a draft folder, which is then moved into place. AWS_EXECUTION_ENV makes it unpack the libraries it needs too.
function unpacked({ entry, version }: Packed): string {
  const folder = join(fixtureCache(), `chromium-${version}`)
  if (existsSync(folder)) return folder
  const draft = mkdtempSync(join(fixtureCache(), 'chromium-draft-'))
  const script = `const found = require(${JSON.stringify(entry)}); (found.default ?? found).executablePath()`
  const env = [`TMPDIR=${draft}`, 'AWS_EXECUTION_ENV=AWS_Lambda_nodejs20.x']
  run('env', [...env, process.execPath, '-e', script])
  try {
    renameSync(draft, folder)
  } catch (cause) {
    if (!existsSync(folder)) throw cause
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}
