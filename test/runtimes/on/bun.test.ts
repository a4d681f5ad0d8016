import { onRuntime } from './onRuntime.ts'

onRuntime('Bun')
