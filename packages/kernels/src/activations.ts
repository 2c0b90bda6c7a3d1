/** The activation functions phi that there are kernels for; the WASM knows them by their places. */
export const activationNames = ['tanh', 'erf', 'relu', 'sigmoid', 'linear'] as const;

/**
 * By its name in the literature: tanh x; erf x = 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x; relu, max(x, 0);
 * sigmoid, 1 / (1 + e^-x); linear, x itself.
 */
export type ActivationName = (typeof activationNames)[number];

/**
 * Whether the slope phi'(x) is taken from x. Of erf it is 2/sqrt(pi) e^(-x^2), which is no simple function of erf(x): a
 * layer keeps what enters it, one more array, rather than invert erf. The slopes of the others follow from phi(x).
 */
export function slopeNeedsInput(activation: ActivationName): boolean {
  return activation === 'erf';
}
