/** What decides whether a divergence says anything. */
interface CodeStatistics {
  readonly units: number;
  /** Miller-Madow-corrected, nats. */
  readonly entropy: number;
  /** Units that never changed. */
  readonly deadUnits: readonly number[];
  /** Share of the samples whose state was seen once only. */
  readonly singletons: number;
}

/** Default of how far inside (0, n ln 2) an entropy must be: this share of n ln 2 from either end. */
export const ENTROPY_MARGIN = 0.05;

/**
 * Why a divergence from the Hierarchical Feature Model says nothing of a code, or null if it may say something: a code of
 * fair coins is such a model (g = 0) and so is one that never changes (g = ∞), neither of them learned; a dead unit is the
 * finest detail of one for nothing. And of a code that was seen at most once, the entropy is not known.
 */
export function whyNoVerdict(code: CodeStatistics, margin: number): string | null {
  const { units, entropy, deadUnits, singletons } = code;
  const most = units * Math.LN2;
  if (deadUnits.length > 0) return `${deadUnits.length === 1 ? 'unit' : 'units'} ${deadUnits.join(', ')} never changed`;
  const share = `the entropy, ${entropy.toFixed(3)} nats, is within ${Number((100 * margin).toPrecision(3))} % of`;
  if (!(entropy >= margin * most)) return `${share} 0: the code has collapsed`;
  if (!(entropy <= (1 - margin) * most)) return `${share} ${units} ln 2: the code is nearly uniform`;
  if (singletons > 0.5) return 'more than half of the samples are of states seen once: too few samples';
  return null;
}
