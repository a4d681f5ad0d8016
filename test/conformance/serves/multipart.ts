/** One part of a multipart answer. */
export interface Part {
  readonly headers: Headers
  readonly body: Uint8Array
}

/** The parts of a multipart answer as they come, each by its Content-Length. Throws where a part has none. */
export async function* partsOf(response: Response): AsyncGenerator<Part> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of response.body ?? []) {
    bytes = Buffer.concat([bytes, chunk])
    for (let end = bytes.indexOf('\r\n\r\n'); end >= 0; end = bytes.indexOf('\r\n\r\n')) {
      const headers = headersIn(bytes.toString('latin1', 0, end))
      const length = Number(headers.get('Content-Length') ?? Number.NaN)
      if (!Number.isInteger(length)) throw new Error('a part does not say how long it is')
      if (bytes.length < end + 4 + length) break
      yield { headers, body: Uint8Array.from(bytes.subarray(end + 4, end + 4 + length)) }
      bytes = bytes.subarray(end + 4 + length)
    }
  }
}

function headersIn(text: string): Headers {
  const lines = text.split('\r\n').filter(line => line.includes(':'))
  return new Headers(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
}
