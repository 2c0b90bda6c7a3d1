import { logCosh, logSinh, softplus, square } from '@rgflow/numerics';
import { checkValues } from '../check.js';

export interface IsingCouplings {
  /** K. */
  readonly coupling: number;
  /** h, per site. */
  readonly field: number;
}

/**
 * An Ising chain with every other spin summed out is one with half as many spins and
 *
 *     K' = ¼ ln(1 + sinh²2K / cosh²h),    h' = h + artanh(tanh 2K tanh h),
 *
 * that is tanh K' = tanh²K and h' = 0 without a field. In this form small couplings keep their digits and large ones do not
 * overflow. The chain as a model with all its constants is in `@rgflow/ising`; here it is the map of natural parameters.
 *
 * @throws {DomainError}  if a number is not finite.
 *
 * @example
 * decimateIsingChain({ coupling: 1, field: 0 }); // { coupling: 0.6625, field: 0 }
 */
export function decimateIsingChain({ coupling, field }: IsingCouplings): IsingCouplings {
  checkValues('decimateIsingChain', ['coupling', 'field'], [coupling, field]);
  const x = 2 * Math.abs(coupling);
  const h = Math.abs(field);
  // ln cosh h, and ln sinh x where sinh x overflows.
  const quarter =
    x < 300 && h < 300
      ? Math.log1p(square(Math.sinh(x) / Math.cosh(h))) / 4
      : softplus(2 * (logSinh(x) - h - Math.log1p(Math.exp(-2 * h)) + Math.LN2)) / 4;
  return { coupling: quarter, field: field + Math.sign(coupling) * Math.sign(field) * turned(x, h) };
}

/** The couplings after 0, 1, ..., `steps` decimations. Shape (steps + 1). */
export function isingChainFlow(start: IsingCouplings, steps: number): readonly IsingCouplings[] {
  const flow = [start];
  for (let step = 0; step < steps; step++) flow.push(decimateIsingChain(flow.at(-1)!));
  return flow;
}

/** artanh(tanh x tanh h) = ½ ln(cosh(x + h)/cosh(x - h)), whichever has the digits. */
function turned(x: number, h: number): number {
  const product = Math.tanh(x) * Math.tanh(h);
  if (product < 0.5) return Math.atanh(product);
  return (logCosh(x + h) - logCosh(x - h)) / 2;
}
