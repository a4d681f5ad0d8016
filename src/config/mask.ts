/**
 * The same text with every password in it replaced by `***`: in addresses (`rtsp://user:secret@host`), in queries and paths
 * (`?password=secret`, `/user=me_password=secret_channel=1`) and in Authorization headers. Any text may be given, an FFmpeg
 * log line as well as one address.
 */
export function maskPassword(text: string): string {
  return text.replace(userInfo, '$1***@').replace(secretValue, '$1***').replace(authorization, '$1***')
}

/** A camera's source for everyone who watches: passwords masked, and every value of an address's query, as any may be a secret. */
export function sourceLabel(source: string): string {
  const masked = maskPassword(source)
  return /^(?:still:)?[a-z][a-z0-9+.-]+:\/\//i.test(source) ? masked.replace(queryValue, '$1***') : masked
}

/** A sentence for everyone who watches: an address or a path in it may tell a user's name, or where the camera is. */
export function withoutAddresses(text: string): string {
  return text
    .replace(/^[a-z][a-z0-9+.-]*:\/\/\S*?:\s+/i, '')
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, 'its address')
    .replace(path, '$1$2')
}

// Of a path the last name is told; a device is no secret.
const path = /(^|[\s"“'(])(?!\/dev\/)(?:[A-Za-z]:)?(?:[\\/][^\s\\/"”',;:()]+)*[\\/]([^\s\\/"”',;:()]+)/g

// Up to the last @ of the word: passwords are often written with a raw @ or / in them. host:8080/a?b=c@d has no password.
const userInfo = /(:\/\/[^\s:/?#[]*:)(?!\d{1,5}(?:[?#\s]|$|\/[^\s@]*(?:[?#\s]|$)))\S*@/g
// Up to the next key where it follows in a path: XMEye's cameras put theirs there, with _ or & between.
const secretValue =
  /([?&;/_](?:[^\s=&;#?/]{0,20}(?:pas|pwd|psw|token|secret|key|auth)[^\s=&;#?/]{0,20}|pw?|pin)=)(?:(?![_/][a-z]+=)[^&;\s#"'])+/gi
const queryValue = /([?&;][^\s=&;#?]*=)[^&;\s#]+/g
const authorization = /(\bauthorization:\s*)(?:(?:basic|bearer|digest)\s+)?[^\r\n"']+/gi
