/** What a test is given that runs beside others: what it starts ends with it alone, and not with its file. */
export interface TestsOwn {
  onTestFinished(end: () => unknown): void
}
