import { logCosh, logSinh, softplus, square } from '@rgflow/numerics';
import { checkSteps } from '../decimation-step.js';
import { type ChainCouplings, checkCouplings } from './couplings.js';

/**
 * The couplings of the chain of every other spin, exactly. With c± = ln cosh(2K ± h) and c = ln cosh h,
 *
 *     K₀' = ln 2 + 2K₀ + (c₊ + c₋ + 2c)/4,    K' = (c₊ + c₋ - 2c)/4,    h' = h + (c₊ - c₋)/2.
 *
 * Without a field tanh K' = tanh² K. Evaluated as K' = ln[1 + (sinh 2K / cosh h)²]/4 and h' = h + artanh(tanh 2K tanh h),
 * which do not cancel. K₀' belongs to a retained spin, of which there are half as many.
 *
 * @throws {DomainError} if a coupling is not finite.
 *
 * @example
 * decimateChain({ constant: 0, coupling: 1, field: 0 }); // { constant: 1.35564855424, coupling: 0.662501373679, field: 0 }
 *
 * Source: eq. (2.11) of arXiv:2107.06898; with a field, W. D. McComb, Renormalization Methods (2004), and others.
 */
export function decimateChain(couplings: ChainCouplings): ChainCouplings {
  checkCouplings('decimateChain', couplings);
  const { constant, coupling, field } = couplings;
  const parallel = logCosh(2 * coupling + field);
  const antiparallel = logCosh(2 * coupling - field);
  return {
    constant: Math.LN2 + 2 * constant + (parallel + antiparallel) / 4 + logCosh(field) / 2,
    coupling: inducedCoupling(coupling, field),
    field: field + inducedField(coupling, field, (parallel - antiparallel) / 2),
  };
}

/** ln[1 + (sinh 2K / cosh h)²]/4, by logarithms where the hyperbolic functions would overflow. */
function inducedCoupling(coupling: number, field: number): number {
  if (Math.abs(coupling) < 150 && Math.abs(field) < 300) {
    return Math.log1p(square(Math.sinh(2 * coupling) / Math.cosh(field))) / 4;
  }
  return softplus(2 * (logSinh(Math.abs(2 * coupling)) - logCosh(field))) / 4;
}

/** (c₊ - c₋)/2 = artanh(tanh 2K tanh h): the second form where the difference would cancel. */
function inducedField(coupling: number, field: number, difference: number): number {
  const isLarge = Math.abs(2 * coupling) > 1 && Math.abs(field) > 1;
  return isLarge ? difference : Math.atanh(Math.tanh(2 * coupling) * Math.tanh(field));
}

/**
 * The flow: the couplings after 0, 1, ..., `steps` decimations, shape (steps + 1).
 *
 * @throws {DomainError} if a coupling is not finite or `steps` is not a whole number from 0 to 1000.
 */
export function decimationFlow(couplings: ChainCouplings, steps: number): readonly ChainCouplings[] {
  checkSteps('decimationFlow', steps);
  checkCouplings('decimationFlow', couplings);
  const flow = [couplings];
  for (let step = 0; step < steps; step++) flow.push(decimateChain(flow[step]!));
  return flow;
}
