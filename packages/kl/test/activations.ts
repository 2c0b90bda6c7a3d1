import type { ActivationName } from '@rgflow/kernels';
import erf from '@stdlib/math-base-special-erf';

/** φ and ln φ' in float64, by the definition. */
export const plainActivations: Readonly<Record<ActivationName, (x: number) => number>> = {
  tanh: Math.tanh,
  erf,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  linear: (x) => x,
};

export const plainLogSlopes: Readonly<Record<Exclude<ActivationName, 'relu'>, (x: number) => number>> = {
  tanh: (x) => -2 * (Math.abs(x) + Math.log1p(Math.exp(-2 * Math.abs(x))) - Math.LN2),
  erf: (x) => Math.log(2 / Math.sqrt(Math.PI)) - x * x,
  sigmoid: (x) => -Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x))),
  linear: () => 0,
};

export const invertible = ['tanh', 'erf', 'sigmoid', 'linear'] as const;
