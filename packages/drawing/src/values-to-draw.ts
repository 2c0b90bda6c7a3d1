/**
 * At most `count` of the values, ascending: those of `preferred` that are among them if these are two or more, else an even
 * choice with the first and the last.
 */
export function valuesToDraw(
  values: readonly number[],
  preferred: readonly number[],
  count: number,
): readonly number[] {
  const known = [...new Set(values)].sort((a, b) => a - b);
  if (known.length <= count) return known;
  const wanted = known.filter((value) => preferred.some((other) => Math.abs(value - other) < 1e-9));
  if (wanted.length >= 2) return wanted.slice(0, count);
  return Array.from({ length: count }, (_, k) => known[Math.round((k * (known.length - 1)) / (count - 1))]!);
}
