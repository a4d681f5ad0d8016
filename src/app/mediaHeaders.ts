/** Live media belongs to one viewer at one moment: nobody may keep it, and no browser may take it for a page. */
export const MEDIA_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'private, no-store',
  'X-Content-Type-Options': 'nosniff',
}
