import { coordinateOf, NUISANCES } from '@rgflow/dataset/transform';
import type { Kernels } from '@rgflow/kernels';
import { type ProbeParts, probeLayer } from '@rgflow/mlp/probe';
import type { Row } from '@rgflow/pipeline/stage';
import type { probeColumns } from './nuisance-probe.columns.js';

/** What belongs to the held-out images. */
interface HeldOut {
  readonly labels: Uint8Array;
  readonly classes: number;
  /** Shape (images, nuisances). */
  readonly coordinates: Float64Array;
  readonly parts: ProbeParts;
}

type ProbeRow = Row<typeof probeColumns>;

/**
 * The rows of one layer; in one that is not finite, as a diverged training leaves it, nothing is defined.
 *
 * @param data  Shape (images, units).
 */
export function nuisanceRows(
  network: string,
  layer: number,
  data: Float32Array,
  { labels, classes, coordinates, parts }: HeldOut,
  kernels: Kernels,
): readonly ProbeRow[] {
  const place = { network, layer, units: data.length / labels.length };
  if (!data.every(Number.isFinite))
    return ['label', ...NUISANCES].map((target) => ({ ...place, target, ...UNDEFINED }));
  const values = NUISANCES.map((nuisance) => coordinateOf(coordinates, nuisance));
  const probe = probeLayer(data, { labels, classes, values }, parts, kernels);
  return [probe.label, ...probe.values].map(({ score, information, penalty }, k) => ({
    ...place,
    target: ['label', ...NUISANCES][k]!,
    score: score.value,
    score_se: score.standardError,
    information: information.value,
    information_se: information.standardError,
    samples: score.samples,
    penalty,
    reason: null,
  }));
}

const UNDEFINED = {
  score: null,
  score_se: null,
  information: null,
  information_se: null,
  samples: 0,
  penalty: null,
  reason: 'the layer is not finite',
} as const;
