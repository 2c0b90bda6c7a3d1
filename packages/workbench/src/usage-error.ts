/** What came cannot be carried out; the message says what to give instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly failure = 'usage';
}

/**
 * What kind of thing a person can mend about an error, as its class says where it is thrown: 'usage' of what was given,
 * 'store-in-use', 'store-damaged'; undefined for a fault of the program.
 */
export function failureOf(error: unknown): unknown {
  return error instanceof Error ? (error as { readonly failure?: unknown }).failure : undefined;
}
