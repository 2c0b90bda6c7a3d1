import type { Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import { type NetworkProbe, networkProbe } from './network-probe.js';
import { type ProbeParts, type ProbeTargets, scoredSamples } from './parts.js';
import { principalAxes } from './principal-axes.js';
import { ridgeProbe, type ValueProbe } from './ridge-probe.js';
import { type LabelProbe, softmaxProbe } from './softmax-probe.js';

export interface LayerProbe {
  readonly label: LabelProbe;
  /** In the order of the targets' values. */
  readonly values: readonly ValueProbe[];
}

export interface ProbeOptions {
  /** Whether a small network reads it too, which takes some three seconds more for 400 units; default false. */
  readonly network?: boolean;
}

/** With what the small network reads, if it was asked. */
export interface ProbedLayer extends LayerProbe {
  readonly network?: NetworkProbe;
}

/**
 * What linear readers can tell from a layer: of the labels by multinomial logistic regression, of other numbers by ridge
 * regression. They are fitted on the first samples, their penalties chosen on the next, and scored on the rest, which has
 * seen neither.
 *
 * Asked for, a small network reads them too: see `networkProbe`.
 *
 * A score says what a reader finds, not what is there: a layer that is a one-to-one function of the images has all
 * their information, and may hide it. It can rise with depth as well as fall. Fewer samples to fit than some ten times the
 * units cost score.
 *
 * 400 units and 10,000 samples take one and a half seconds, half of it the principal axes (units³); 784 units seven.
 *
 * @param layer    Shape (samples, units), a row for each sample. Only centred, not scaled: the penalty is relative to the
 *                 mean variance.
 * @param kernels  Room for 2 samples x units + 2 units² + 4 samples x classes entries in their arena.
 * @throws {ShapeError}   if layer, labels, values and parts do not fit together.
 * @throws {DomainError}  if the layer is not finite everywhere.
 */
export function probeLayer(
  layer: Float32Array,
  { labels, classes, values }: ProbeTargets,
  parts: ProbeParts,
  kernels: Kernels,
  { network = false }: ProbeOptions = {},
): ProbedLayer {
  const samples = labels.length;
  scoredSamples(layer, samples, parts);
  values.forEach((value, k) => {
    if (value.length !== samples) {
      throw new ShapeError(
        `probeLayer: values ${k} have ${value.length} entries for ${samples} samples; give one for each.`,
      );
    }
  });
  const mark = kernels.mark();
  const axes = principalAxes(layer, layer.length / samples, parts.fit, kernels);
  const probe = {
    label: softmaxProbe(axes, labels, classes, parts, kernels),
    values: values.map((value) => ridgeProbe(axes, value, parts)),
    ...(network ? { network: networkProbe(axes, { labels, classes, values }, parts, kernels) } : {}),
  };
  kernels.release(mark);
  return probe;
}
