/** What a calculator found: as data, and how a person reads it. */
export interface Calculation {
  /** For `--json`: numbers in full double precision, with the keys that the documentation names. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Rows of steps or layers. */
  readonly table?: {
    readonly headers: readonly string[];
    readonly rows: readonly (readonly (number | null)[])[];
  };
  /** Single numbers, each with its symbol; a number may carry how far it may be from the truth. */
  readonly values: readonly CalculatedValue[];
}

export interface CalculatedValue {
  readonly symbol: string;
  readonly value: number | string;
  readonly error?: number;
  /** What the number is, in a few words. */
  readonly meaning: string;
}
