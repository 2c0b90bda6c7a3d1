import { DomainError, ShapeError } from '@rgflow/numerics';

/** Each of the values must be finite and, where `rule` is given, keep it. */
export function checkValues(
  where: string,
  names: readonly string[],
  values: readonly number[],
  rules: readonly (Rule | undefined)[] = [],
): void {
  if (values.length !== names.length) {
    throw new ShapeError(
      `${where}: there are ${values.length} values for ${names.join(', ')}; expected ${names.length}.`,
    );
  }
  names.forEach((name, i) => {
    const value = values[i]!;
    const { holds, text } = rules[i] ?? FINITE;
    if (!(Number.isFinite(value) && holds(value))) {
      throw new DomainError(`${where}: ${name} is ${value}; expected ${text}.`);
    }
  });
}

export interface Rule {
  readonly holds: (value: number) => boolean;
  readonly text: string;
}

export const POSITIVE: Rule = { holds: (value) => value > 0, text: 'a positive number' };
export const NEGATIVE: Rule = { holds: (value) => value < 0, text: 'a negative number' };
const FINITE: Rule = { holds: () => true, text: 'a finite number' };

export function within(lower: number, upper: number): Rule {
  return { holds: (value) => value >= lower && value <= upper, text: `a number from ${lower} to ${upper}` };
}

/** A sample of a chain must have a value for each site. */
export function checkSites(where: string, sites: number, sample: ArrayLike<number>): void {
  if (sample.length !== sites) {
    throw new ShapeError(`${where}: the sample has ${sample.length} values; the chain has ${sites} sites.`);
  }
}

export function checkChain(where: string, sites: number, boundary: 'periodic' | 'open'): void {
  const fewest = boundary === 'periodic' ? 3 : 1;
  if (!(Number.isSafeInteger(sites) && sites >= fewest && sites <= LONGEST_CHAIN)) {
    throw new DomainError(
      `${where}: the chain has ${sites} sites; ${boundary}, it needs ${fewest} to ${LONGEST_CHAIN}.`,
    );
  }
}

/** Beyond it differences of moments of the whole chain lose too many digits. */
const LONGEST_CHAIN = 100_000;
