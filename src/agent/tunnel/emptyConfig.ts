import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The path of an empty configuration for cloudflared. Windows has no /dev/null, so there it is a file of its own. */
export async function emptyConfig(platform: NodeJS.Platform = process.platform): Promise<string> {
  if (platform !== 'win32') return '/dev/null'
  const path = join(tmpdir(), 'tunnelcam-cloudflared.yml')
  await writeFile(path, '')
  return path
}
