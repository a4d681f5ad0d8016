import { readFile } from 'node:fs/promises'
import type { RelayConfig } from '../../config.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Log } from '../../hub/log.ts'
import { CliError } from '../error.ts'
import type { Stop } from '../lifetime.ts'

/** Begins to publish the cameras of a hub. */
export type OpenUplink = (hub: Hub, log: Log) => Stop

/**
 * Gets together what the way to the relay needs, with the token from its file or TUNNELCAM_RELAY_TOKEN. Throws a CliError
 * (exit code 2) when there is none.
 */
export async function prepareUplink(
  { url, tokenFile }: RelayConfig,
  { TUNNELCAM_RELAY_TOKEN }: Readonly<Record<string, string | undefined>>,
): Promise<OpenUplink> {
  const token = tokenFile === undefined ? TUNNELCAM_RELAY_TOKEN?.trim() : await readToken(tokenFile)
  if (!token) {
    throw new CliError(2, `The relay ${url} wants a token, and there is none.`, {
      hint: 'tunnelcam link prints it where the relay runs; put it into TUNNELCAM_RELAY_TOKEN or into a file (--relay-token-file).',
    })
  }
  if (!/^[\w-]{8,200}$/.test(token))
    throw new CliError(2, 'The token of the relay is letters, digits and -, as tunnelcam link prints it there.')
  const { startUplink } = await import('../../agent/uplink/uplink.ts') // the picture need not wait for it
  return (hub, log) => startUplink({ hub, url, token, log }).stop
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new CliError(2, `The token file ${file} can't be read: ${cause.code ?? cause.message}.`, { cause })
  })
  return text.trim()
}
