/** What a key of the configuration says when it is wrong: `expected` and what would be `right`. Unknown keys are told elsewhere. */
export function expected(right: string): { error: (issue: { readonly code?: string }) => string | undefined } {
  return { error: issue => (issue.code === 'unrecognized_keys' ? undefined : `expected ${right}`) }
}
