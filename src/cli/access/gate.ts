import { Access } from '../../access/access.ts'
import type { AccessStore } from '../../access/store.ts'
import type { Gate } from '../../app/access/visitor.ts'
import type { AppOptions } from '../../app/app.ts'
import { DEFAULT_ACCESS } from '../../config/schema/accessSchema.ts'
import type { Config } from '../../config.ts'
import type { Log } from '../../hub/log.ts'

/** Who is let in, as the app wants to know it. */
export interface Doorkeeper {
  readonly gate: Omit<Gate, 'peer'>
  readonly origins: AppOptions['origins']
}

/** Reads who may see what, and keeps up with it until `gate.access` is closed. Rejects when it can't be read. */
export async function openGate(
  config: Config,
  store: AccessStore,
  log: Log,
  { relay = false }: { /** Agents may publish here. */ readonly relay?: boolean } = {},
): Promise<Doorkeeper> {
  const settings = config.access ?? DEFAULT_ACCESS
  const { hosts, viewersPerCamera, viewersPerLink, trustedProxies, frameOrigins, corsOrigins } = settings
  const limits = { perCamera: viewersPerCamera, perLink: viewersPerLink }
  const access = await Access.open(store, { log, limits, relay })
  const { cloudflareAccess: asked } = settings
  // Its library is loaded only where it is asked for: the picture need not wait for it.
  const cloudflare = asked && (await import('../../access/cloudflareAccess.ts')).cloudflareAccess(asked, { log, fetch })
  return {
    gate: {
      access,
      open: config.open,
      hosts,
      trust: { proxies: trustedProxies, tunnel: () => config.tunnel !== undefined },
      ...(cloudflare && { cloudflare }),
    },
    origins: { frame: frameOrigins, cors: corsOrigins },
  }
}
