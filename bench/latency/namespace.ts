import { spawnSync } from 'node:child_process'

/** A network namespace that only this machine is to be reached from. */
export interface Namespace {
  /** This machine's address as it is seen from inside. */
  readonly host: string
  /** Stands before a command that is to run inside. */
  readonly inside: readonly string[]
  /** The two ends of the wire: the device, and what stands before a command that is about it. */
  readonly ends: readonly { readonly device: string; readonly command: readonly string[] }[]
  /** May be called again. */
  close(): void
}

/** True when one can be made here, else why not. */
export function namespaceAvailable(): true | string {
  try {
    openNamespace().close()
    return true
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

let opened = 0

/** Makes one with a wire to this machine; it ends with us, however we end. Throws a sentence where that can't be. */
export function openNamespace(): Namespace {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('network namespaces need root on Linux')
  const mark = `${process.pid}-${++opened}` // the kernel takes one away after it was told to: no name comes twice
  const name = `tunnelcam-${mark}`
  const [outer, inner] = [`tc${mark}a`, `tc${mark}b`]
  const net = `10.253.${(process.pid + opened) % 256}`
  const inside = ['ip', 'netns', 'exec', name]
  const close = () => {
    spawnSync('ip', ['netns', 'del', name]) // the wire goes with it
    process.off('exit', close)
  }
  ip('netns', 'add', name)
  process.on('exit', close)
  try {
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name)
    ip('addr', 'add', `${net}.1/30`, 'dev', outer)
    ip('link', 'set', outer, 'up')
    ip('-n', name, 'addr', 'add', `${net}.2/30`, 'dev', inner)
    ip('-n', name, 'link', 'set', inner, 'up')
    ip('-n', name, 'link', 'set', 'lo', 'up')
  } catch (error) {
    close()
    throw error
  }
  const ends = [
    { device: outer, command: [] },
    { device: inner, command: inside },
  ]
  return { host: `${net}.1`, inside, ends, close }
}

function ip(...args: string[]): void {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8', timeout: 10_000 })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${(stderr || error?.message || 'failed').trim()}`)
}
