import { expect, test } from 'vitest';
import { DomainError } from '../src/index.js';

test('a number outside of its domain is for the user to mend, and says so to whoever turns it into an exit code', () => {
  const error = new DomainError('sigmaW2 is -1');
  expect(error).toBeInstanceOf(RangeError);
  expect(error.failure).toBe('usage');
});
