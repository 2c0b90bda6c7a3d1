import type { Kernels } from '@rgflow/kernels';
import { centred } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { determination } from './determination.js';
import type { ProbeParts, ProbeTargets } from './parts.js';
import type { PrincipalAxes } from './principal-axes.js';
import { normalInformation, type ValueProbe } from './ridge-probe.js';
import { type LabelProbe, labelScore } from './softmax-probe.js';

/** What a small network reads of labels and values, each after the epoch that read the samples to choose by best. */
export interface NetworkProbe {
  readonly label: Omit<LabelProbe, 'penalty'>;
  readonly values: readonly Omit<ValueProbe, 'penalty'>[];
}

const HIDDEN = 128;
const EPOCHS = 20;
const BATCH = 50;
/** Of the first step, for a weight by the number of inputs of its unit; it falls linearly to 0. */
const RATE = 1;
const MOMENTUM = 0.9;
/** λ of (λ/2) w² for every weight. */
const DECAY = 0.01;
/** Added to the variance of an axis, in units of the mean one, before the axis is scaled to 1: what has less stays faint. */
const FLOOR = 1;

/**
 * A network of one hidden layer of 128 tanh units that reads labels and values together: softmax for the labels, as they
 * are for the values, the loss their cross-entropy plus half the squared error of each value in units of its variance.
 *
 * It sees a layer from its principal axes, the strong ones scaled to about 1, and is trained for 20 epochs by gradient
 * descent with momentum and a rate that falls to 0 on the samples to fit, from weights that are the same for every layer. Of
 * each target the epoch is taken that reads the samples to choose by best, and what is scored has been used for neither. So
 * the scores are what those of the linear readers are, and bound the information from below in the same way.
 */
export function networkProbe(
  axes: PrincipalAxes,
  { labels, classes, values }: ProbeTargets,
  { fit, choose }: ProbeParts,
  kernels: Kernels,
): NetworkProbe {
  const { samples, units } = axes;
  const mark = kernels.mark();
  const x = scaledScores(axes, kernels);
  const outputs = classes + values.length;
  const wanted = values.map((value) => inOwnUnits(value, fit));
  const network = new Reader(units, outputs, kernels);
  const held = kernels.uint8(samples);
  held.set(labels);

  const read = kernels.float32((samples - fit) * outputs);
  const best = [labels, ...wanted].map(() => ({
    error: Number.POSITIVE_INFINITY,
    read: new Float32Array(0) as Float32Array,
  }));
  const random = RandomStream.named('network-probe', {});
  const steps = Math.max(1, Math.floor(fit / BATCH));
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = random.split('order', { epoch }).permutation(fit);
    for (let step = 0; step < steps; step++) {
      const rate = (RATE * (EPOCHS * steps - (epoch * steps + step))) / (EPOCHS * steps);
      const batch = order.subarray(step * BATCH, Math.min(fit, (step + 1) * BATCH));
      network.step(x, batch, { labels, classes, wanted }, rate);
    }
    network.read(x.subarray(fit * units), samples - fit, read);
    const errors = [
      labelError(read, held.subarray(fit, fit + choose), classes, outputs),
      ...wanted.map((value, k) => squaredError(read, value.subarray(fit, fit + choose), classes + k, outputs)),
    ];
    errors.forEach((error, target) => {
      if (!(error < best[target]!.error)) return;
      const columns = target === 0 ? { first: 0, count: classes } : { first: classes + target - 1, count: 1 };
      best[target] = { error, read: columnsOf(read, choose, outputs, columns) };
    });
  }
  const [ofLabels, ...ofValues] = best;
  const probe = {
    label: labelScore(ofLabels!.read, labels.subarray(fit + choose), classes),
    values: ofValues.map((value, k) => {
      const score = determination(wanted[k]!.subarray(fit + choose), value.read);
      return { score, information: normalInformation(score) };
    }),
  };
  kernels.release(mark);
  return probe;
}

interface Wanted {
  readonly labels: Uint8Array;
  readonly classes: number;
  readonly wanted: readonly Float64Array[];
}

/** The network and its velocities, in the memory of the kernels. */
class Reader {
  readonly #kernels: Kernels;
  readonly #units: number;
  readonly #outputs: number;
  readonly #w1: Float32Array;
  readonly #b1: Float32Array;
  readonly #w2: Float32Array;
  readonly #b2: Float32Array;
  readonly #velocities: readonly Float32Array[];

  constructor(units: number, outputs: number, kernels: Kernels) {
    this.#kernels = kernels;
    this.#units = units;
    this.#outputs = outputs;
    this.#w1 = kernels.float32(units * HIDDEN);
    this.#b1 = kernels.float32(HIDDEN);
    this.#w2 = kernels.float32(HIDDEN * outputs);
    this.#b2 = kernels.float32(outputs);
    this.#velocities = this.#parameters().map((parameter) => kernels.float32(parameter.length));
    // The outputs begin at 0 and the hidden units with preactivations of size 1.
    const { key } = RandomStream.named('network-probe', {}).split('weights', {});
    kernels.fillNormals(key, 0, 0, 1 / Math.sqrt(units), this.#w1);
  }

  #parameters(): readonly Float32Array[] {
    return [this.#w1, this.#b1, this.#w2, this.#b2];
  }

  /** One step of gradient descent on some rows of x. */
  step(x: Float32Array, rows: Uint32Array, targets: Wanted, rate: number): void {
    const [kernels, units, outputs, n] = [this.#kernels, this.#units, this.#outputs, rows.length];
    const mark = kernels.mark();
    const input = kernels.float32(n * units);
    rows.forEach((row, i) => {
      input.set(x.subarray(row * units, (row + 1) * units), i * units);
    });
    const hidden = kernels.float32(n * HIDDEN);
    const out = kernels.float32(n * outputs);
    this.#forward(input, n, hidden, out);
    outputGradient(out, rows, targets, outputs);
    const back = kernels.float32(n * HIDDEN);
    kernels.gemm('n', 't', n, HIDDEN, outputs, 1, out, this.#w2, 0, back);
    kernels.activationBackward('tanh', hidden, back, back);

    const [v1, u1, v2, u2] = this.#velocities;
    // A unit sees the square of its inputs, whose number the rate must not depend on.
    for (const [velocity, parameter, inputs, from, to] of [
      [v1!, this.#w1, units, input, back],
      [v2!, this.#w2, HIDDEN, hidden, out],
    ] as const) {
      kernels.scale(MOMENTUM, velocity);
      kernels.axpy((rate * DECAY) / inputs, parameter, velocity);
      kernels.gemm('t', 'n', inputs, to.length / n, n, rate / inputs, from, to, 1, velocity);
    }
    kernels.columnSums(n, HIDDEN, rate, back, MOMENTUM, u1!);
    kernels.columnSums(n, outputs, rate, out, MOMENTUM, u2!);
    this.#parameters().forEach((parameter, k) => {
      kernels.axpy(-1, this.#velocities[k]!, parameter);
    });
    kernels.release(mark);
  }

  /** out (rows, outputs) of rows of x. */
  read(x: Float32Array, rows: number, out: Float32Array): void {
    const mark = this.#kernels.mark();
    this.#forward(x, rows, this.#kernels.float32(rows * HIDDEN), out);
    this.#kernels.release(mark);
  }

  #forward(x: Float32Array, rows: number, hidden: Float32Array, out: Float32Array): void {
    const kernels = this.#kernels;
    kernels.gemm('n', 'n', rows, HIDDEN, this.#units, 1, x, this.#w1, 0, hidden);
    kernels.addBiasActivate('tanh', rows, HIDDEN, hidden, this.#b1, hidden);
    kernels.gemm('n', 'n', rows, this.#outputs, HIDDEN, 1, hidden, this.#w2, 0, out);
    kernels.addBias(rows, this.#outputs, out, this.#b2);
  }
}

/** Outputs become the gradient of the mean loss with respect to them. */
function outputGradient(out: Float32Array, rows: Uint32Array, { labels, classes, wanted }: Wanted, outputs: number) {
  rows.forEach((row, i) => {
    const logits = out.subarray(i * outputs, i * outputs + classes);
    const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    for (let c = 0; c < classes; c++) {
      const p = Math.exp(logits[c]! - largest) / total;
      logits[c] = (p - (labels[row] === c ? 1 : 0)) / rows.length;
    }
    wanted.forEach((value, k) => {
      const at = i * outputs + classes + k;
      out[at] = (out[at]! - value[row]!) / rows.length;
    });
  });
}

/** The layer along its principal axes, each divided by about its standard deviation; shape (samples, units). */
function scaledScores({ samples, units, variances, meanVariance, scores }: PrincipalAxes, kernels: Kernels) {
  const x = kernels.float32(samples * units);
  const scales = variances.map((variance) => 1 / Math.sqrt(variance + FLOOR * meanVariance));
  for (let k = 0; k < x.length; k++) x[k] = scores[k]! * scales[k % units]!;
  return x;
}

/** A value about the mean of those to fit, in units of their standard deviation; 0 where they are all the same. */
function inOwnUnits(value: ArrayLike<number>, fit: number): Float64Array {
  const { mean, unit, sumOfSquares } = centred(Float64Array.from({ length: fit }, (_, i) => value[i]!));
  const deviation = unit * Math.sqrt(sumOfSquares / fit);
  return Float64Array.from(value, (v) => (deviation > 0 ? (v - mean) / deviation : 0));
}

/** Mean cross-entropy of the first rows. */
function labelError(read: Float32Array, labels: Uint8Array, classes: number, outputs: number): number {
  const { information } = labelScore(
    columnsOf(read.subarray(0, labels.length * outputs), 0, outputs, { first: 0, count: classes }),
    labels,
    classes,
  );
  return -information.value;
}

function squaredError(read: Float32Array, value: Float64Array, column: number, outputs: number): number {
  return value.reduce((sum, wanted, i) => {
    const error = wanted - read[i * outputs + column]!;
    return sum + error * error;
  }, 0);
}

/** Some columns of the rows from one on, copied. */
function columnsOf(
  read: Float32Array,
  from: number,
  outputs: number,
  { first, count }: { readonly first: number; readonly count: number },
): Float32Array {
  const rows = read.length / outputs - from;
  return Float32Array.from({ length: rows * count }, (_, k) => {
    return read[(from + Math.floor(k / count)) * outputs + first + (k % count)]!;
  });
}
