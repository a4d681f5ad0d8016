import { onRuntime } from './onRuntime.ts'

onRuntime('Node 20')
