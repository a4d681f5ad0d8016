import { createServer, type ServerResponse } from 'node:http'
import { evenly, FRAMES_PER_SECOND, frames } from '../frames.ts'
import { serve } from '../remote.ts'

// The least that Node can do: parts made beforehand, and one write of a shared buffer for each viewer and picture.
const viewers = new Set<ServerResponse>()
const parts = frames().jpegs.map(jpeg =>
  Buffer.concat([
    Buffer.from(`--bare\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
    jpeg,
    Buffer.from('\r\n'),
  ]),
)
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=bare' })
  viewers.add(response)
  response.once('close', () => viewers.delete(response))
})

const calls = {
  /** Gives the port. */
  listen: () =>
    new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    }),
}

/** What this process can be asked. */
export type BareServer = typeof calls
serve(calls)

evenly(FRAMES_PER_SECOND, index => {
  const part = parts[index % parts.length]
  for (const response of viewers) if (!response.writableNeedDrain) response.write(part)
})
