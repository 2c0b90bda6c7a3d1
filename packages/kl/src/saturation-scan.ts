import { pow } from '@rgflow/numerics';

/** The best curve a (1 - e^(-x/decayLength)) of one decay length. */
export interface BestAsymptote {
  readonly a: number;
  /** What is least where the curve is closest to the values: the sum of squares, or its root. */
  readonly misfit: number;
}

/** The best of the decay lengths that were tried. */
export interface Start {
  readonly a: number;
  /** -1 / ln b. */
  readonly decayLength: number;
  /** The decay lengths tried before and after it, both of which fit worse. */
  readonly between: readonly [shorter: number, longer: number];
  /** More than 10⁴ times the longest distance. */
  readonly isNearlyStraight: boolean;
}

/**
 * The best of many b between 0 and 1, with its a. They are spaced evenly in ln(-1 / ln b), the logarithm of the number of
 * steps after which 1/e is left, from a fraction of the shortest step to many times the longest: there the curve is a step,
 * or nearly straight. Where the straightest is the best, the search goes on as evenly until rounding leaves nothing of a
 * bend. If the best is at an end, there is no minimum inside.
 */
export function scanDecayLengths(
  places: readonly number[],
  bestAsymptote: (decayLength: number) => BestAsymptote,
): Start | 'not saturating' | 'saturated at once' {
  const distances = places.map(Math.abs).filter((x) => x > 0);
  const [shortest, longest] = [Math.min(...distances) / 30, Math.max(...distances) * 1e4];
  const lengthAt = (step: number): number =>
    step <= SCAN_STEPS
      ? shortest * pow(longest / shortest, step / SCAN_STEPS)
      : longest * pow(longest / shortest, (step - SCAN_STEPS) / SCAN_STEPS);
  let best = { a: Number.NaN, misfit: Number.POSITIVE_INFINITY, step: -1 };
  const tryAll = (from: number, to: number): void => {
    for (let step = from; step <= to; step++) {
      const candidate = bestAsymptote(lengthAt(step));
      if (candidate.misfit < best.misfit) best = { ...candidate, step };
    }
  };
  tryAll(0, SCAN_STEPS);
  const furthest =
    best.step === SCAN_STEPS ? Math.ceil((Math.LN10 * FURTHER_DECADES * SCAN_STEPS) / Math.log(longest / shortest)) : 0;
  tryAll(SCAN_STEPS + 1, SCAN_STEPS + furthest);
  if (best.step === SCAN_STEPS + furthest || best.step === -1) return 'not saturating';
  if (best.step === 0) return 'saturated at once';
  return {
    a: best.a,
    decayLength: lengthAt(best.step),
    between: [lengthAt(best.step - 1), lengthAt(best.step + 1)],
    isNearlyStraight: best.step >= SCAN_STEPS,
  };
}

/** 2 % from one decay length to the next, for 28 layers. */
const SCAN_STEPS = 800;

/** Of a curve whose decay length is 10¹² times the longest step the bend is a thousand roundings. */
const FURTHER_DECADES = 8;
