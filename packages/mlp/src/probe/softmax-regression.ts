import type { Kernels } from '@rgflow/kernels';
import type { PrincipalAxes } from './principal-axes.js';

/** Weights of shape (units + 1, classes), the last row the biases: logits are zᵀ W + b. */
export type SoftmaxWeights = Float64Array;

interface SoftmaxRegression {
  readonly weights: SoftmaxWeights;
  readonly steps: number;
}

interface SoftmaxRegressionOptions {
  /** Where to start, default zero. */
  readonly start?: SoftmaxWeights;
  /** Stops where a plain step would gain less than half of this, in nats; default 1e-4. */
  readonly tolerance?: number;
  /** Default 200. */
  readonly mostSteps?: number;
}

/**
 * Multinomial logistic regression with a quadratic penalty (none on the biases), on the first samples:
 *
 *     minimise  (1/n) Σ -ln softmax(Wᵀ zᵢ + b)[yᵢ] + (λ s̄/2) ‖W‖²,    s̄ the mean variance of a unit.
 *
 * The Hessian is nowhere above half the covariance plus the penalty. On the principal axes that bound is diagonal, so each
 * step divides the gradient along axis j by sⱼ/2 + λ s̄, needs no step size and never overshoots; Nesterov's momentum,
 * started again where it points uphill, makes ten to forty steps of some hundred. The gradient is made by gemm in float32.
 *
 * @param labels   Of the samples to fit, below `classes`; memory of the kernels.
 * @param penalty  λ > 0.
 *
 * Source: D. Böhning, Multinomial logistic regression algorithm, Ann. Inst. Statist. Math. 44, 197 (1992), for the bound; B.
 * O'Donoghue, E. Candès, Adaptive restart for accelerated gradient schemes, Found. Comput. Math. 15, 715 (2015).
 */
export function softmaxRegression(
  axes: PrincipalAxes,
  labels: Uint8Array,
  classes: number,
  penalty: number,
  kernels: Kernels,
  options: SoftmaxRegressionOptions = {},
): SoftmaxRegression {
  const { units, variances, meanVariance } = axes;
  const { start = new Float64Array((units + 1) * classes), tolerance = 1e-4, mostSteps = 200 } = options;
  const lambda = penalty * meanVariance;
  const gradient = crossEntropyGradient(axes, labels, classes, kernels);
  let weights = start;
  let lookAhead = start.slice();
  let speed = 1;
  for (let steps = 1; ; steps++) {
    const slopes = gradient(lookAhead);
    const next = lookAhead.slice();
    let gain = 0;
    let uphill = 0;
    for (let k = 0; k < next.length; k++) {
      const axis = Math.floor(k / classes);
      const isBias = axis === units;
      const slope = isBias ? slopes[k]! : slopes[k]! + lambda * lookAhead[k]!;
      const step = slope / (isBias ? 1 / 2 : variances[axis]! / 2 + lambda);
      next[k]! -= step;
      gain += slope * step;
      uphill += slope * (next[k]! - weights[k]!);
    }
    if (!(gain > tolerance) || steps === mostSteps) return { weights: next, steps };
    const faster = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * speed * speed)) / 2;
    const momentum = uphill > 0 ? 0 : (speed - 1) / faster;
    const before = weights;
    lookAhead = next.map((w, k) => w + momentum * (w - before[k]!));
    weights = next;
    speed = faster;
  }
}

/** The logits of some rows of a layer on its axes, shape (to - from, classes), in memory of the kernels. */
export function softmaxLogits(
  { units, scores }: PrincipalAxes,
  weights: SoftmaxWeights,
  [from, to]: readonly [number, number],
  kernels: Kernels,
): Float32Array {
  const classes = weights.length / (units + 1);
  const logits = kernels.float32((to - from) * classes);
  const mark = kernels.mark();
  const held = kernels.float32(weights.length);
  held.set(weights);
  const [matrix, biases] = [held.subarray(0, units * classes), held.subarray(units * classes)];
  kernels.gemm('n', 'n', to - from, classes, units, 1, scores.subarray(from * units, to * units), matrix, 0, logits);
  kernels.addBias(to - from, classes, logits, biases);
  kernels.release(mark);
  return logits;
}

/** The gradient of the mean cross-entropy by the weights, in the shape of the weights. */
function crossEntropyGradient(
  axes: PrincipalAxes,
  labels: Uint8Array,
  classes: number,
  kernels: Kernels,
): (weights: SoftmaxWeights) => Float32Array {
  const rows = labels.length;
  const { units, scores } = axes;
  return (weights) => {
    const mark = kernels.mark();
    const logits = softmaxLogits(axes, weights, [0, rows], kernels);
    const residuals = kernels.float32(logits.length);
    kernels.softmaxCrossEntropy(rows, classes, logits, labels, residuals);
    const slopes = kernels.float32(weights.length);
    kernels.gemm(
      't',
      'n',
      units,
      classes,
      rows,
      1,
      scores.subarray(0, rows * units),
      residuals,
      0,
      slopes.subarray(0, units * classes),
    );
    kernels.columnSums(rows, classes, 1, residuals, 0, slopes.subarray(units * classes));
    const copy = slopes.slice();
    kernels.release(mark);
    return copy;
  };
}
