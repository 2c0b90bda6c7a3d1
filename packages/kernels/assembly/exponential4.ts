import { LN2_HIGH, LN2_LOW, LOG2E, Q0, Q1, Q2, Q3, Q4, WHOLE } from './exponential-series';

export { exponential4 } from './exponential-series';

/** The constants of `exponential4`, to be loaded ahead of a loop for the reason given in tanh.ts. */
export const EXPONENTIAL_CONSTANTS = memory.data<f32>([Q0, Q1, Q2, Q3, Q4, LOG2E, LN2_HIGH, LN2_LOW, WHOLE, 1]);

// @ts-ignore: decorator
@inline
export function exponentialConstant(index: usize): v128 {
  return v128.load_splat<f32>(EXPONENTIAL_CONSTANTS + (index << 2));
}
