/** What was asked for cannot be done as asked: one line that says what must hold and what came, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
