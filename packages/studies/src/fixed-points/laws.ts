import { familyCumulants, NUMBER_FAMILIES, type NumberFamilyName } from '@rgflow/expfam';

/** What inputs are drawn from: a chain, or independent numbers of a family. */
export type Law =
  | { readonly family: 'ising-chain'; readonly coupling: number }
  | { readonly family: 'gaussian-chain'; readonly phi: number }
  | { readonly family: NumberFamilyName; readonly parameters: readonly number[] };

/**
 * A law by its text, the family and its usual parameters: 'ising-chain 0.5' (K), 'gaussian-chain 0.5' (φ of a stationary
 * autoregressive chain of variance 1), 'gamma 2.5 0.5'.
 *
 * @returns  Or what is wrong with it, as a text.
 */
export function parseLaw(text: string): Law | string {
  const [family = '', ...words] = text.split(' ');
  const numbers = words.map(Number);
  if (words.includes('') || !numbers.every(Number.isFinite)) return `expected numbers after the family, not '${text}'`;
  if (family === 'ising-chain') {
    const [coupling] = numbers;
    if (numbers.length !== 1 || !(coupling! >= 0 && coupling! <= 100))
      return 'expected K of ising-chain, from 0 to 100';
    return { family, coupling: coupling! };
  }
  if (family === 'gaussian-chain') {
    const [phi] = numbers;
    if (numbers.length !== 1 || !(Math.abs(phi!) < 1)) return 'expected φ of gaussian-chain, between -1 and 1';
    return { family, phi: phi! };
  }
  if (!Object.hasOwn(NUMBER_FAMILIES, family)) {
    return `there is no family '${family}'; expected ising-chain, gaussian-chain, ${Object.keys(NUMBER_FAMILIES).join(', ')}`;
  }
  const name = family as NumberFamilyName;
  const { parameters } = NUMBER_FAMILIES[name];
  if (numbers.length !== parameters.length) return `expected ${parameters.join(' and ')} of ${name}`;
  try {
    NUMBER_FAMILIES[name].naturalOf(numbers);
  } catch (error) {
    return (error as Error).message;
  }
  return { family: name, parameters: numbers };
}

/** A law that is known to be one. */
export function lawOf(text: string): Law {
  const law = parseLaw(text);
  if (typeof law === 'string') throw new Error(`law ${text}: ${law}.`);
  return law;
}

/** Standard deviations below and above the mean that grey values hold; what is beyond counts as the end. */
const BELOW = 4;
const ABOVE = 7;

/** What grey values 0 and 255 stand for: the numbers that occur, but for a few in ten thousand at most. */
export function greyRange(law: Exclude<Law, { readonly family: 'ising-chain' }>): readonly [number, number] {
  if (law.family === 'gaussian-chain') return [-BELOW, BELOW];
  const [mean, variance] = familyCumulants(law.family, law.parameters, 2) as [number, number];
  const deviation = Math.sqrt(variance);
  switch (law.family) {
    case 'bernoulli':
      return [0, 1];
    case 'gaussian':
      return [mean - BELOW * deviation, mean + BELOW * deviation];
    case 'poisson':
      // Whole numbers, evenly spaced.
      return [0, Math.ceil(mean + ABOVE * deviation)];
    case 'exponential':
    case 'gamma':
      return [0, mean + ABOVE * deviation];
    default:
      throw new Error(`greyRange: there is no family ${law satisfies never}.`);
  }
}
