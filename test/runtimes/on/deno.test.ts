import { onRuntime } from './onRuntime.ts'

onRuntime('Deno')
