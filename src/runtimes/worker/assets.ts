import { inlineScripts } from '../../app/inlineScripts.ts'
import type { Asset, Assets } from '../../app/pages.ts'
import type { Env } from './platform.ts'

/** The static files, each fetched once when it is first asked for. Cloudflare compresses them on their way. */
export function edgeAssets({ ASSETS }: Pick<Env, 'ASSETS'>): Assets {
  const known = new Map<string, Asset>()
  return {
    get: async file => {
      const held = known.get(file)
      if (held) return held
      const response = await ASSETS.fetch(new Request(new URL(`https://assets.invalid/${file}`)))
      if (response.status !== 200) return undefined
      const asset = await assetOf(response)
      known.set(file, asset)
      return asset
    },
  }
}

async function assetOf(response: Response): Promise<Asset> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const tag = (response.headers.get('ETag') ?? `"${bytes.length}"`).replace(/^W\//, '')
  const type = response.headers.get('Content-Type') ?? 'application/octet-stream'
  return { bytes, type, etag: `W/${tag}`, ...(type.startsWith('text/html') && { scripts: await inlineScripts(bytes) }) }
}
