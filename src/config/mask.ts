/**
 * The same text with every password in it replaced by `***`: in addresses (`rtsp://user:secret@host`), in queries
 * (`?password=secret`) and in Authorization headers. Any text may be given, an FFmpeg log line as well as one address.
 */
export function maskPassword(text: string): string {
  return text.replace(userInfo, '$1***@').replace(secretInQuery, '$1***').replace(authorization, '$1***')
}

// Up to the last @ of the word: passwords are often written with a raw @ or / in them. host:8080/a@b has no password.
const userInfo = /(:\/\/[^\s:/?#[]*:)(?!\d{1,5}(?:[/?#\s]|$))\S*@/g
const secretInQuery = /([?&;][^\s=&;#?]{0,20}(?:pass|pwd|token|secret|key|auth)[^\s=&;#?]{0,20}=)[^&;\s#"']+/gi
const authorization = /(\bauthorization:\s*)(?:(?:basic|bearer|digest)\s+)?[^\r\n"']+/gi
