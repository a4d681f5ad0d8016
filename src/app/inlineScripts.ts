/**
 * The scripts that stand in a page itself, as a Content-Security-Policy names them: `'sha256-…'` (CSP Level 3 §2.3.1). Only
 * `<script>` without attributes counts.
 */
export async function inlineScripts(page: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const texts = [...new TextDecoder().decode(page).matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text)
  return Promise.all(texts.map(text => digest(text)))
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`
}
