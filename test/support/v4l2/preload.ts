import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedFile, fixtureFfmpeg, onPath, run } from '../ffmpeg.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const sources = ['camera.c', 'libc.c'].map(name => join(here, name))

/** The library that shows pretend cameras to a program, compiled once for each content of its sources. */
export function preload(): string {
  const compiler = findCompiler()
  if (compiler === undefined) throw new Error('no C compiler (cc or gcc) on PATH')
  const key = [...sources, join(here, 'camera.h')].map(path => readFileSync(path, 'utf8')).join('')
  return cachedFile(key, 'so', path =>
    run(compiler, ['-O2', '-shared', '-fPIC', '-o', path, ...sources, '-ldl', '-lpthread']),
  )
}

/**
 * True when this machine can show a pretend camera to FFmpeg, else why not.
 * It asks FFmpeg for a camera's formats: a static FFmpeg ignores LD_PRELOAD, which nothing else tells for sure.
 */
export function v4l2Available(): true | string {
  if (process.platform !== 'linux') return `pretend V4L2 cameras need Linux, this is ${process.platform}`
  if (findCompiler() === undefined) return 'pretend V4L2 cameras need a C compiler (cc or gcc) on PATH'
  const root = mkdtempSync(join(tmpdir(), 'tunnelcam-v4l2-'))
  try {
    mkdirSync(join(root, 'dev'))
    writeFileSync(join(root, 'dev/video40'), 'name Probe\nyuyv 320 240 30\n')
    const ffmpeg = fixtureFfmpeg()
    const args = ['-hide_banner', '-f', 'v4l2', '-list_formats', 'all', '-i', '/dev/video40']
    const env = { ...process.env, LD_PRELOAD: preload(), TUNNELCAM_TEST_V4L2: root }
    const { stderr } = spawnSync(ffmpeg, args, { env, encoding: 'utf8', timeout: 10_000 })
    return (
      stderr.includes('320x240') ||
      `pretend V4L2 cameras need an FFmpeg that is not static, ${ffmpeg} does not see them`
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function findCompiler(): string | undefined {
  return onPath('cc') ?? onPath('gcc')
}
