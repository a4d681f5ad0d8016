import { relative } from 'node:path'
import { expect } from 'vitest'
import { keepingFetch } from './keepingFetch.ts'

// Before each test file: what its tests fetch is kept, and said to be theirs.
process.env.TUNNELCAM_TEST_FILE = relative(process.cwd(), expect.getState().testPath ?? '')
const keeping = keepingFetch(globalThis.fetch)
globalThis.fetch = async (input, init) => keeping(input, init)
