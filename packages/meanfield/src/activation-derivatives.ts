import type { Activation } from './activation.js';

/** φ', φ'', φ''' and φ'''' at u, for which φ(u) is at hand; null of an activation whose higher derivatives are not known. */
export type HigherDerivatives = (u: number, value: number) => readonly [number, number, number, number];

/**
 * The first four derivatives of the smooth activations of this package, by name.
 *
 * @example
 * activationDerivatives(tanh)!(0, 0); // [1, 0, -2, 0]
 */
export function activationDerivatives({ name }: Activation): HigherDerivatives | null {
  switch (name) {
    case 'tanh':
      return (_, t) => ofTanh(t);
    case 'sigmoid':
      // 1/2 + tanh(u/2)/2.
      return (_, y) => {
        const [first, second, third, fourth] = ofTanh(2 * y - 1);
        return [first / 4, second / 8, third / 16, fourth / 32];
      };
    case 'erf':
      return (u) => {
        const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-u * u);
        return [slope, -2 * u * slope, (4 * u * u - 2) * slope, (12 - 8 * u * u) * u * slope];
      };
    case 'linear':
      return () => [1, 0, 0, 0];
    default:
      return null;
  }
}

function ofTanh(t: number): readonly [number, number, number, number] {
  const slope = (1 - t) * (1 + t);
  return [slope, -2 * t * slope, (6 * t * t - 2) * slope, (16 - 24 * t * t) * t * slope];
}
