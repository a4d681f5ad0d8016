import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/globalSetup.ts'],
    setupFiles: ['test/support/secrets/setup.ts'],
    pool: 'forks',
    // Most tests wait for cameras and browsers: three at a time on two cores.
    maxWorkers: Math.max(3, availableParallelism()),
    // The gate's machine is shared: what fails once by timing alone is tried again there, and reported as such.
    retry: process.env.TUNNELCAM_TEST_EVERYTHING ? 1 : 0,
    // Of tests that are concurrent, which wait for one running program together.
    maxConcurrency: 8,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
