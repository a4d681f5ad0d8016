import { Connection } from '../many/connection.ts'
import { viewElement } from './element.ts'

const NAME = 'tunnelcam-view'

/** One connection to each server, for all elements of the page. */
function connections(): (server: string) => Connection {
  const known = new Map<string, Connection>()
  return server => {
    const connection = known.get(server) ?? new Connection(server)
    known.set(server, connection)
    return connection
  }
}

/** Whether H.264 can be decoded here: WebCodecs are there only where the page's address is secure. Asked once. */
function decoding(): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  const ask = async () => {
    if (!('VideoDecoder' in globalThis)) return false
    try {
      return (await VideoDecoder.isConfigSupported({ codec: 'avc1.42E01F' })).supported === true
    } catch {
      return false
    }
  }
  return () => (answer ??= ask())
}

// A page may have the script from two servers; the element of the first serves both.
if (!customElements.get(NAME)) customElements.define(NAME, viewElement(connections(), decoding()))
