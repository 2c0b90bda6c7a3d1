import { coordinateOf, NUISANCES } from '@rgflow/dataset/transform';
import type { Kernels } from '@rgflow/kernels';
import { type ProbeParts, probeLayer } from '@rgflow/mlp/probe';
import type { Row } from '@rgflow/pipeline/stage';
import type { probeColumns } from './nuisance-probe.columns.js';

/** What belongs to the held-out images. */
export interface HeldOut {
  readonly labels: Uint8Array;
  readonly classes: number;
  /** Shape (images, nuisances). */
  readonly coordinates: Float64Array;
  readonly parts: ProbeParts;
}

export type ProbeRow = Row<typeof probeColumns>;

/**
 * The rows of one layer; in one that is not finite, as a diverged training leaves it, nothing is defined.
 *
 * @param data       Shape (images, units).
 * @param byNetwork  Whether a small network reads it too, after the linear reader.
 */
export function nuisanceRows(
  network: string,
  layer: number,
  data: Float32Array,
  { labels, classes, coordinates, parts }: HeldOut,
  kernels: Kernels,
  byNetwork: boolean,
): readonly ProbeRow[] {
  const place = { network, layer, units: data.length / labels.length };
  const readers = byNetwork ? (['linear', 'network'] as const) : (['linear'] as const);
  if (!data.every(Number.isFinite))
    return readers.flatMap((reader) => TARGETS.map((target) => ({ ...place, reader, target, ...UNDEFINED })));
  const values = NUISANCES.map((nuisance) => coordinateOf(coordinates, nuisance));
  const probe = probeLayer(data, { labels, classes, values }, parts, kernels, { network: byNetwork });
  const found = { linear: probe, network: probe.network };
  return readers.flatMap((reader) => {
    const { label, values } = found[reader]!;
    return [label, ...values].map(({ score, information, ...rest }, k) => ({
      ...place,
      reader,
      target: TARGETS[k]!,
      score: score.value,
      score_se: score.standardError,
      information: information.value,
      information_se: information.standardError,
      samples: score.samples,
      penalty: 'penalty' in rest ? (rest.penalty as number) : null,
      reason: null,
    }));
  });
}

const TARGETS = ['label', ...NUISANCES];

const UNDEFINED = {
  score: null,
  score_se: null,
  information: null,
  information_se: null,
  samples: 0,
  penalty: null,
  reason: 'the layer is not finite',
} as const;
