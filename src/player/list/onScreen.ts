/** Runs `visit` whenever the element is on the screen, and aborts it when it leaves or `signal` aborts. */
export function whileOnScreen(element: Element, visit: (signal: AbortSignal) => void, signal: AbortSignal): void {
  let current: AbortController | undefined
  const observer = new IntersectionObserver(
    entries => {
      const onScreen = entries.at(-1)?.isIntersecting === true
      if (onScreen === (current !== undefined)) return
      current?.abort()
      current = onScreen ? new AbortController() : undefined
      if (current) visit(current.signal)
    },
    { rootMargin: '80px' },
  )
  observer.observe(element)
  signal.addEventListener('abort', () => {
    observer.disconnect()
    current?.abort()
  })
}
