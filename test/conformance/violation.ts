/** One rule that a capture breaks. */
export interface Violation {
  readonly rule: string
  /** What asks for it, as 'RFC 8216bis §4.4.3.8'. */
  readonly clause: string
  /** Which answer, segment or part. */
  readonly where: string
  readonly message: string
}

/** One rule over subjects of one type; it yields a sentence for each time the rule is broken. */
export interface Rule<Subject> {
  readonly rule: string
  readonly clause: string
  find(subject: Subject): Iterable<string>
}

/** What rules find in one subject. */
export function judge<Subject>(rules: readonly Rule<Subject>[], subject: Subject, where: string): Violation[] {
  return rules.flatMap(({ rule, clause, find }) =>
    [...find(subject)].map(message => ({ rule, clause, where, message })),
  )
}

/** One of each rule and message: a live playlist repeats what it says. The first place is named. */
export function distinct(violations: readonly Violation[]): Violation[] {
  const seen = new Map<string, Violation>()
  for (const one of violations) {
    const key = `${one.rule} ${one.message}`
    if (!seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()]
}
