/**
 * Text with the passwords taken out, for logs, errors and pages: those in URLs (`user:secret@`, `?token=secret`) and in
 * Authorization headers become `***`.
 */
export function mask(text: string): string {
  return text
    .replace(/(:\/\/[^\s/:@]*):[^\s/]*@/g, '$1:***@')
    .replace(/([?&][^\s=&#]*(?:pass|pwd|token|secret|key|auth)[^\s=&#]*=)[^\s&#"']*/gi, '$1***')
    .replace(/(authorization:\s*)(?:(?:basic|bearer|digest)\s+)?[^\r\n"']+/gi, '$1***')
}
