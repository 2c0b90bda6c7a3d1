import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  type CurvePoint,
  curvePoints,
  distinct,
  INK,
  linePanel,
  numberOf,
  requireRows,
  svgDocument,
} from '@rgflow/drawing';
import { pow } from '@rgflow/numerics';
import { activationOf, shownActivation } from '../network/shown-activation.js';

/**
 * The two lengths of mean-field theory along one bias variance and without biases: the correlation's diverges at the
 * transition, the variance's only without biases.
 */
export const figure: Figure = {
  title: 'Correlation lengths of wide random networks across the transition',
  caption:
    'Layers over which the correlation of two inputs (ξ_c) and the variance of one (ξ_q) settle, against the weight variance. Left: at the ' +
    'bias variance of the published networks (or the nearest that the study has). ξ_c diverges at the critical σ_w², solved for; ξ_q passes it ' +
    'smoothly, and the published KL divergence relaxes with ξ_q. Right: without biases. Below the critical σ_w² the variance goes to zero over as ' +
    'many layers as the correlation settles, ξ_q = ξ_c, and both lengths diverge. Points: cells of the study. Lines: between the points 1/ξ is interpolated, which ' +
    'is zero at the critical point.',

  queries(study) {
    const biasVariances = `(select arg_min(sigma_b2, abs(sigma_b2 - 0.05)) from mean_field where study = ${study} union all select 0)`;
    const shown = `activation = ${shownActivation(study, 'mean_field')}`;
    return {
      lengths: `
        select activation, sigma_w2, sigma_b2, phase, xi_c, xi_q
        from mean_field
        where study = ${study} and ${shown} and sigma_b2 in ${biasVariances} and xi_q is not null
        order by all`,
      critical: `
        select sigma_b2, sigma_w2_critical
        from critical_line
        where study = ${study} and ${shown} and sigma_w2_critical is not null and sigma_b2 in ${biasVariances}`,
    };
  },

  draw({ lengths = [], critical = [] }) {
    requireRows(lengths, 'mean-field');
    // The variance of the published networks first, then none.
    const variances = distinct(lengths.map((row) => numberOf(row, 'sigma_b2'))).toReversed();
    return svgDocument(
      { width: variances.length * WIDTH, height: HEIGHT, title: this.title, description: this.caption },
      variances.map((sigmaB2, index) =>
        lengthsPanel(
          index * WIDTH,
          lengths.filter((row) => row.sigma_b2 === sigmaB2),
          critical.filter((row) => row.sigma_b2 === sigmaB2),
        ),
      ),
    );
  },
};

/** One bias variance. */
function lengthsPanel(x: number, lengths: readonly SqlRow[], critical: readonly SqlRow[]): string {
  const [line] = critical;
  const sigmaW2 = line === undefined ? undefined : numberOf(line, 'sigma_w2_critical');
  const branch = (phase: string, column: string) =>
    lengthOf(
      lengths.filter((row) => row.phase === phase),
      column,
    );
  const [ordered, chaotic] = [branch('ordered', 'xi_c'), branch('chaotic', 'xi_c')];
  const variance = lengthOf(lengths, 'xi_q');
  const summit = sigmaW2 === undefined ? [] : [{ x: sigmaW2, y: Number.POSITIVE_INFINITY }];
  const dots = { line: 'none', dots: 1.7 } as const;
  const sigmaB2 = numberOf(lengths[0]!, 'sigma_b2');
  const together = sigmaB2 === 0 && lengths.some((row) => row.phase === 'ordered' && row.xi_q === row.xi_c);
  return linePanel({
    x,
    y: 0,
    width: WIDTH,
    height: HEIGHT,
    heading: `${activationOf(lengths[0]!)}, σ_b^2 = ${sigmaB2}`,
    subheading: together
      ? 'in order ξ_q = ξ_c: the variance goes to zero'
      : 'ξ_c: of the correlation of two inputs, ξ_q: of the variance of one',
    xLabel: 'σ_w^2',
    yLabel: 'ξ in layers',
    yScale: 'log',
    xDomain: [variance[0]!.x, variance.at(-1)!.x],
    yDomain: [variance.every(({ y }) => y >= 0.5) ? 0.5 : 0.1, 1000],
    rules: sigmaW2 === undefined ? [] : [{ x: sigmaW2, label: `critical, ${sigmaW2.toFixed(4)}`, labelAt: 'bottom' }],
    series: [
      { points: joined([...ordered, ...summit]), colour: ORDERED, ...(together ? { width: 4 } : {}) },
      { points: joined([...summit, ...chaotic]), colour: CHAOTIC, label: 'ξ_c' },
      { points: joined(variance), colour: INK, label: 'ξ_q' },
      { points: variance, colour: INK, ...dots },
      { points: ordered, colour: ORDERED, ...dots },
      { points: chaotic, colour: CHAOTIC, ...dots },
    ],
  });
}

const WIDTH = 480;
const HEIGHT = 360;
const ORDERED = '#1f5fa8';
const CHAOTIC = '#b3480f';

function lengthOf(rows: readonly SqlRow[], column: string): CurvePoint[] {
  return curvePoints(rows, 'sigma_w2', column);
}

/** Each two neighbours joined by a curve on which 1/ξ is linear, its points denser towards a neighbour at infinity. */
function joined(points: readonly CurvePoint[]): readonly CurvePoint[] {
  return points.flatMap((to, i) => {
    const from = points[i - 1];
    if (from === undefined) return [to];
    const shares =
      to.y === Number.POSITIVE_INFINITY
        ? TOWARDS_INFINITY
        : from.y === Number.POSITIVE_INFINITY
          ? FROM_INFINITY
          : EVENLY;
    return shares.map((share) => ({
      x: from.x + share * (to.x - from.x),
      y: 1 / ((1 - share) / from.y + share / to.y),
    }));
  });
}

const EVENLY = Array.from({ length: 16 }, (_, k) => (k + 1) / 16);
const FROM_INFINITY = Array.from({ length: 61 }, (_, k) => pow(2, (k - 60) / 4));
const TOWARDS_INFINITY = FROM_INFINITY.map((share) => 1 - share).reverse();
