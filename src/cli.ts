#!/usr/bin/env node
import { main } from './cli/main.ts'
import { hideSecrets } from './cli/printed/title.ts'

hideSecrets(process.argv)
process.exitCode = await main(process.argv.slice(2))
// Output is flushed by ending on its own; what still hangs a second later is not waited for.
setTimeout(() => process.exit(), 1000).unref()
