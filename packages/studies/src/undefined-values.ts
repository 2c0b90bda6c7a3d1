/** A number as a table has it: null where it is not defined. The reason belongs into a column beside it. */
export function nullIfUndefined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The same read back, to calculate with. */
export function nanIfNull(value: number | null): number {
  return value ?? Number.NaN;
}
