import type { CalculatorOption } from '../calculator.js';

/** What calculators ask of a random network. The most is what `@rgflow/meanfield` takes; naming it here loads no formula. */
export const randomNetworkOptions = {
  sigmaW2: { kind: 'number', symbol: 'x', meaning: 'weight variance σ_w²', required: true, above: 0, most: 250_000 },
  sigmaB2: { kind: 'number', symbol: 'y', meaning: 'bias variance σ_b²', required: true, least: 0, most: 250_000 },
} as const satisfies Record<string, CalculatorOption>;
