/** One question to the formulas of a study, without a store: what it asks for, and how to answer it. */
export interface Calculator {
  /** In a few words, for a list. */
  readonly summary: string;
  readonly description: string;
  /** By the name under which the answer gets them. */
  readonly options: Readonly<Record<string, CalculatorOption>>;
  /** What could follow the calculator's name on a command line. */
  readonly example: string;
  /** Loads the formulas. The values are those of `options`: given ones, and defaults. */
  readonly answer: () => Promise<{ readonly answer: (values: never) => Calculation }>;
}

export interface CalculatorOption {
  /** A number, a whole number from 0, or one of a few words. */
  readonly kind: 'number' | 'whole number' | readonly string[];
  /** What stands for its value in a usage line: 'K' in `--coupling <K>`. */
  readonly symbol: string;
  readonly meaning: string;
  readonly required?: boolean;
  readonly default?: number | string;
  /** The numbers that are answered: above the one, or from the least on, to the most. */
  readonly above?: number;
  readonly least?: number;
  readonly most?: number;
  /** What to do where more is wanted, for the message. */
  readonly beyond?: string;
}

/** A calculator whose answer takes what its options give: checked by the compiler. */
export function calculator<const Options extends Calculator['options']>(
  declared: Omit<Calculator, 'options' | 'answer'> & {
    readonly options: Options;
    readonly answer: () => Promise<{ readonly answer: (values: ValuesOf<Options>) => Calculation }>;
  },
): Calculator {
  return declared;
}

/** The values of options: of those that are required or have a default always there. */
type ValuesOf<Options extends Calculator['options']> = {
  readonly [Name in keyof Options]: Options[Name] extends { required: true } | { default: number | string }
    ? ValueOf<Options[Name]>
    : ValueOf<Options[Name]> | undefined;
};

type ValueOf<Option extends CalculatorOption> = Option['kind'] extends readonly (infer Word)[] ? Word : number;

/** What a calculator found: as data, and how a person reads it. */
export interface Calculation {
  /** Numbers in full double precision, by the names that the documentation gives them. */
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

/** A question that cannot be answered as it was put; the message says which option to change. */
export class CalculatorError extends Error {
  override readonly name = 'CalculatorError';
  readonly failure = 'usage';
}
