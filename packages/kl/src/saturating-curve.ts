import { square } from '@rgflow/numerics';
import type { Model } from '@rgflow/numerics/least-squares';

/** a (1 - bˣ) by the rate -ln b, in which a curve that is nearly straight over all points keeps its digits. */
export const saturation: Model = {
  value: (x, [a, rate]) => -a! * Math.expm1(-rate! * x),
  gradient: (x, [a, rate]) => [-Math.expm1(-rate! * x), a! * x * Math.exp(-rate! * x)],
};

/** m (1 - e^(-rate x)) / rate, m the slope at 0. */
export const bendingLine: Model = {
  value: (x, [slope, rate]) => (slope! * -Math.expm1(-rate! * x)) / rate!,
  gradient: (x, [slope, rate]) => [-Math.expm1(-rate! * x) / rate!, -slope! * square(x) * secondOrder(rate! * x)],
};

/** (1 - (1 + u) e⁻ᵘ) / u², by its series where it would lose its digits. */
export function secondOrder(u: number): number {
  if (Math.abs(u) > 0.01) return (-Math.expm1(-u) - u * Math.exp(-u)) / square(u);
  return 1 / 2 + u * (-1 / 3 + u * (1 / 8 + u * (-1 / 30 + u / 144)));
}
