import type { Cloudflared } from '../../agent/tunnel/find.ts'
import { cloudflaredInstallCommand } from '../../agent/tunnel/install.ts'
import type { Finding } from './finding.ts'

/** The cloudflared that a tunnel would use. Without one there is a picture, but not from elsewhere. */
export async function examineTunnel(search: Promise<Cloudflared>, platform: NodeJS.Platform): Promise<Finding[]> {
  const what = 'cloudflared'
  const found = await search.catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  const mend = cloudflaredInstallCommand(platform)
  if (typeof found === 'string') return [{ state: 'gap', what, detail: found, mend }]
  const { version, path, foundBy, streams } = found
  const detail = `${version}, ${path} (${foundBy})`
  if (streams) return [{ state: 'ok', what, detail }]
  return [{ state: 'gap', what, detail: `${detail} holds pictures back; 2025.4.2 and newer do not`, mend }]
}
