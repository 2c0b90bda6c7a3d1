/** A command line that cannot be carried out; the message says what came and what to give instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
