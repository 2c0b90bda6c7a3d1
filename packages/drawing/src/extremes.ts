/** Largest of the numbers, as `Math.max`: -Infinity of none, NaN where one is. Of any number of them. */
export function largestOf(values: readonly number[]): number {
  // Not Math.max(...values), which takes its numbers as arguments and overflows the stack with many.
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

/** Smallest of the numbers, as `Math.min`: Infinity of none, NaN where one is. Of any number of them. */
export function smallestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** From the smallest to the largest. */
export function spanOf(values: readonly number[]): [number, number] {
  return [smallestOf(values), largestOf(values)];
}
