/**
 * Runs the action of a single key ('f', 'm', …) unless the person is typing or using a modifier. Live has no pause, so
 * Space keeps its meaning of pressing the focused button.
 */
export function onShortcuts(actions: Readonly<Record<string, () => void>>): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
    if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')) return
    const action = actions[event.key.toLowerCase()]
    if (!action) return
    event.preventDefault()
    action()
  })
}
