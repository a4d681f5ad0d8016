import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { fixtureFfmpeg } from './ffmpeg.ts'
import { descendants, isFfmpeg, markedProcesses, marker } from './processes.ts'
import { needs } from './require.ts'
import { until } from './until.ts'

needs('proc')('the walk over processes', () => {
  const mark = `processes-test-${process.pid}`
  const started: ChildProcess[] = []
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    for (const { pid } of markedProcesses(mark)) process.kill(pid, 'SIGKILL')
  })

  test('finds an FFmpeg below a shell, and still when the shell has been killed', async () => {
    const endless = `${fixtureFfmpeg()} -v error -re -f lavfi -i testsrc2 -f null -`
    const shell = spawn('sh', ['-c', `${endless} & wait`], { env: { ...process.env, [marker]: mark }, stdio: 'ignore' })
    started.push(shell)
    await until('the FFmpeg runs', () => markedProcesses(mark).some(isFfmpeg))
    const [ffmpeg] = markedProcesses(mark).filter(isFfmpeg)
    expect(descendants(process.pid).map(one => one.pid)).toContain(ffmpeg?.pid)

    shell.kill('SIGKILL')
    await once(shell, 'exit')
    await until('it is an orphan', () => !descendants(process.pid).some(one => one.pid === ffmpeg?.pid))
    expect(markedProcesses(mark)).toEqual([expect.objectContaining({ pid: ffmpeg?.pid, command: ffmpeg?.command })])

    process.kill(ffmpeg?.pid ?? Number.NaN, 'SIGKILL')
    await until('none is left', () => markedProcesses(mark).length === 0)
  })
})
