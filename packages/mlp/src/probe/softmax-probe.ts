import type { Kernels } from '@rgflow/kernels';
import { type Estimate, estimate } from '@rgflow/numerics';
import type { ProbeParts } from './parts.js';
import type { PrincipalAxes } from './principal-axes.js';
import { type SoftmaxWeights, softmaxLogits, softmaxRegression } from './softmax-regression.js';

/** What can be read off a layer of the label of each sample. */
export interface LabelProbe {
  /** Fraction of the samples that are scored whose most probable class is theirs. */
  readonly score: Estimate;
  /**
   * H(Y) less the cross-entropy, in nats: a lower bound of the mutual information of the layer and the label, whatever
   * classifier it is made with. H(Y) is that of the labels scored. Negative for a classifier that is worse than the
   * frequencies of the classes.
   */
  readonly information: Estimate;
  /** The penalty chosen, in units of the mean variance of a unit. */
  readonly penalty: number;
}

/** From strong to weak; they are tried in this order until the cross-entropy on the samples to choose by rises. */
const PENALTIES = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5] as const;

/**
 * Multinomial logistic regression of the labels on a layer, with the penalty chosen on samples of its own.
 *
 * @param labels  Shape (samples), each below `classes`.
 */
export function softmaxProbe(
  axes: PrincipalAxes,
  labels: Uint8Array,
  classes: number,
  { fit, choose }: ProbeParts,
  kernels: Kernels,
): LabelProbe {
  const mark = kernels.mark();
  const held = kernels.uint8(labels.length);
  held.set(labels);
  const toFit = held.subarray(0, fit);
  const toChooseBy = held.subarray(fit, fit + choose);
  const crossEntropy = (weights: SoftmaxWeights): number => {
    const inner = kernels.mark();
    const logits = softmaxLogits(axes, weights, [fit, fit + choose], kernels);
    const mean = kernels.softmaxCrossEntropy(choose, classes, logits, toChooseBy);
    kernels.release(inner);
    return mean;
  };
  let best: { penalty: number; weights: SoftmaxWeights; error: number } | undefined;
  for (const penalty of PENALTIES) {
    const start = best === undefined ? {} : { start: best.weights };
    const { weights } = softmaxRegression(axes, toFit, classes, penalty, kernels, start);
    const error = crossEntropy(weights);
    if (best !== undefined && !(error < best.error)) break;
    best = { penalty, weights, error };
  }
  const { penalty, weights } = best!;
  const logits = softmaxLogits(axes, weights, [fit + choose, axes.samples], kernels);
  const scored = labels.subarray(fit + choose);
  const result = { ...labelScore(logits, scored, classes), penalty };
  kernels.release(mark);
  return result;
}

/** What logits of shape (samples, classes) say of the labels of these samples. */
export function labelScore(
  logits: Float32Array,
  labels: Uint8Array,
  classes: number,
): Pick<LabelProbe, 'score' | 'information'> {
  return { score: accuracy(logits, labels, classes), information: information(logits, labels, classes) };
}

function accuracy(logits: Float32Array, labels: Uint8Array, classes: number): Estimate {
  return estimate(
    Float64Array.from(labels, (label, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(Math.max(...row)) === label ? 1 : 0;
    }),
  );
}

/** The mean of ln p(y|h) - ln p(y) over the samples, p(y) their own frequencies. */
function information(logits: Float32Array, labels: Uint8Array, classes: number): Estimate {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  return estimate(
    Float64Array.from(labels, (label, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const largest = Math.max(...row);
      const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
      return row[label]! - largest - Math.log(sum) - Math.log(counts[label]! / labels.length);
    }),
  );
}
