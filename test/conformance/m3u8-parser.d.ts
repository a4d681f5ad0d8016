// m3u8-parser ships no types; these are the members used here.
declare module 'm3u8-parser' {
  class Parser {
    on(event: 'warn' | 'info', listener: (event: { readonly message: string }) => void): void
    push(text: string): void
    end(): void
    readonly manifest: Readonly<Record<string, unknown>>
  }
  const m3u8: { readonly Parser: typeof Parser }
  export default m3u8
}
