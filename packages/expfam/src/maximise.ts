import type { SymmetricMatrix } from './family.js';
import { solved } from './small-matrix.js';

/** A concave function of one or two variables with its derivatives; value -Infinity outside its domain. */
export interface Concave {
  readonly value: number;
  readonly gradient: readonly number[];
  /** Minus the second derivatives. */
  readonly curvature: SymmetricMatrix;
}

/**
 * Where a concave function is largest, by Newton's method with steps halved until they climb; null if it has no largest
 * value within `farthest` of 0, as the likelihood of samples that are as extreme as samples can be.
 */
export function maximise(
  f: (at: readonly number[]) => Concave,
  start: readonly number[],
  farthest: number,
): readonly number[] | null {
  let at = start;
  let here = f(at);
  for (let round = 0; round < 200; round++) {
    const step = solved(here.curvature, here.gradient);
    if (step === null) return null;
    const gain = step.reduce((sum, s, i) => sum + s * here.gradient[i]!, 0);
    // Half the squared step in units of the standard error: the value cannot rise by more than its rounding.
    if (!(gain > 1e-30)) return at;
    let share = 1;
    let next = at;
    let there = here;
    do {
      next = at.map((x, i) => x + share * step[i]!);
      there = f(next);
      share /= 2;
    } while (!(there.value >= here.value) && share > 1e-14);
    if (share <= 1e-14) return at;
    if (!next.every((x) => Math.abs(x) <= farthest)) return null;
    if (next.every((x, i) => x === at[i])) return at;
    at = next;
    here = there;
  }
  return at;
}
