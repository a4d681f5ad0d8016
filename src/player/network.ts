/** What the browser tells of the network; undefined where it doesn't. */
export function connection():
  | (EventTarget & { readonly type?: unknown; readonly effectiveType?: unknown; readonly saveData?: unknown })
  | undefined {
  const known: unknown = Reflect.get(navigator, 'connection')
  return known instanceof EventTarget ? known : undefined
}
