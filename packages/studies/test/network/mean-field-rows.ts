import type { SqlRow } from '@rgflow/drawing';
import { trapezoid } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';

export interface Networks {
  readonly sigmaW2: readonly number[];
  readonly depth: number;
  readonly seeds: number;
  readonly snapshots: readonly ('init' | 'final')[];
  readonly sigmaB2: number;
  readonly width: number;
}

export type Answers = Readonly<Record<'points' | 'fits' | 'training', readonly SqlRow[]>>;

/**
 * What the queries of `kl-by-depth` would answer of tanh networks in mean-field theory with the scatter of finite width:
 *
 *     q₀ = σ_w² X + σ_b²,  qₘ₊₁ = σ_w² E tanh²(√qₘ z) + σ_b²,  D/N = ½ ln(qₘ / q₀) + noise,
 *
 * X = 0.11 the mean square of a pixel of MNIST. The noise of ln q, of variance 2/N a layer, is carried on by the map, so
 * that neighbouring layers go together. Training is a made-up slow rise, enough to make another panel.
 */
export function meanFieldAnswers(given: Partial<Networks> = {}): Answers {
  const networks: Networks = {
    sigmaW2: [1.0, 1.5, 1.76, 2.5, 3.5],
    depth: 30,
    seeds: 1,
    snapshots: ['init', 'final'],
    sigmaB2: 0.05,
    width: 784,
    ...given,
  };
  const { depth, sigmaB2, width, seeds, snapshots } = networks;
  const cells = networks.sigmaW2.flatMap((sigmaW2) =>
    Array.from({ length: seeds }, (_, seed) => ({ sigma_w2: sigmaW2, sigma_b2: sigmaB2, depth, width, seed })),
  );
  const curves = cells.flatMap((cell) =>
    snapshots.map((snapshot) => ({ cell, snapshot, divergence: normalisedDivergence(networks, cell, snapshot) })),
  );
  return {
    points: curves.flatMap(({ cell, snapshot, divergence }) =>
      divergence.map((value, layer) => ({
        ...cell,
        images: 1,
        snapshot,
        layer,
        normaliser: normaliser(cell.sigma_w2),
        divergence: value,
        divergence_se: layer === 0 ? 0 : Math.sqrt(2 / (width * 1000)) / normaliser(cell.sigma_w2),
      })),
    ),
    fits: curves.map(({ cell, snapshot, divergence }) => ({
      ...cell,
      snapshot,
      ...saturationFit(divergence.slice(0, depth - 2)),
    })),
    training: snapshots.includes('final')
      ? cells.map((cell) => ({ ...cell, epochs: 1, validation_accuracy: 0.9 + 0.01 * cell.sigma_w2 }))
      : [],
  };
}

/** The answers with some rows of the fits changed. */
export function withFits(answers: Answers, change: (row: SqlRow) => SqlRow): Answers {
  return { ...answers, fits: answers.fits.map(change) };
}

/** The answers with some rows of the points changed. */
export function withPoints(answers: Answers, change: (row: SqlRow) => SqlRow): Answers {
  return { ...answers, points: answers.points.map(change) };
}

interface Cell {
  readonly sigma_w2: number;
  readonly seed: number;
}

function normalisedDivergence(
  { depth, sigmaB2, width }: Networks,
  { sigma_w2, seed }: Cell,
  snapshot: string,
): number[] {
  const noise = RandomStream.named('figure test', { sigma_w2, seed, snapshot }).normals(new Float32Array(depth));
  const first = sigma_w2 * 0.11 + sigmaB2;
  let q = first;
  return Array.from(noise, (z, layer) => {
    if (layer > 0) {
      q = sigma_w2 * gaussianAverage((u) => Math.tanh(Math.sqrt(q) * u) ** 2) + sigmaB2;
      q *= Math.exp(Math.sqrt(2 / width) * z);
    }
    const trained = snapshot === 'final' ? 0.15 * (1 - 0.9 ** layer) : 0;
    return (0.5 * Math.log(q / first) + trained) / normaliser(sigma_w2);
  });
}

const normaliser = (sigmaW2: number) => 0.5 * Math.log(2 * Math.PI * Math.E * sigmaW2);

function gaussianAverage(f: (z: number) => number): number {
  return trapezoid((z) => f(z) * Math.exp((-z * z) / 2), -10, 10, 200) / Math.sqrt(2 * Math.PI);
}

/** Least squares on a grid of b, where a is linear: enough digits for a drawing. */
function saturationFit(curve: readonly number[]) {
  const candidates = Array.from({ length: 999 }, (_, k) => (k + 1) / 1000).map((b) => {
    const shape = curve.map((_, x) => 1 - b ** x);
    const a = sum(shape.map((s, x) => s * curve[x]!)) / sum(shape.map((s) => s * s));
    return { a, b, squares: sum(shape.map((s, x) => (curve[x]! - a * s) ** 2)) };
  });
  const { a, b, squares } = candidates.reduce((best, each) => (each.squares < best.squares ? each : best));
  const rms = Math.sqrt(squares / curve.length);
  return { normaliser: 1, a, a_se: 0.01, b, b_se: 0.02, rms, points: curve.length, converged: true };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
