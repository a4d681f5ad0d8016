import { expect, test } from 'vitest'
import { runProgram, startProgram } from './program.ts'
import { needs } from './require.ts'
import { until } from './until.ts'

test('a program that does not start is an error that says what it wrote', async () => {
  await expect(startProgram(['nonsense:'])).rejects.toThrow(/ended before it listened; it wrote:\n.*nonsense/s)
})

test('a program that ends by itself gives its exit code and output', async () => {
  expect(await runProgram(['--version'])).toEqual({
    code: 0,
    signal: null,
    output: expect.stringMatching(/\d+\.\d+\.\d+/),
  })
})

needs('proc')('a running program', () => {
  test('shows the FFmpegs it started, and none when it has ended', async () => {
    const program = await startProgram(['test:', '--id', 'front'])
    try {
      await fetch(`${program.address}/cameras/front/still.jpg`)
      await until('an FFmpeg runs', () => program.ffmpegs().length > 0)
      expect(program.log().length).toBeGreaterThan(0)
      await program.end()
      expect(program.ffmpegs()).toEqual([])
    } finally {
      await program.close()
    }
  })
})
