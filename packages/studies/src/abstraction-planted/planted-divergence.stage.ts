import { stateCounts } from '@rgflow/hfm';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { hfmDivergenceColumns } from '../machines/hfm-divergence.columns.js';
import { hfmDivergenceRows } from '../machines/hfm-divergence-rows.js';

/** What the measure says of the planted features themselves: the truth that a machine is to find. */
export const plantedDivergenceStage = defineStage({
  name: 'planted-divergence',
  module: import.meta.url,
  draws: 'hfm-divergence',
  params: z.strictObject({ replicates: z.int().positive() }),
  inputs: { features: tensor('uint8', ['image', 'feature']) },
  outputs: { hfm_divergence: table(hfmDivergenceColumns) },
  run({ params: { replicates }, inputs: { features }, stream }) {
    const random = RandomStream.named(stream.name, stream.values).split('code', { code: 'features' });
    const { shape, data } = features[0]!;
    const counts = stateCounts({ shape: [shape[0]!, shape[1]!], data });
    const of = { snapshot: 'planted', layer: -1, code: 'features' };
    return { hfm_divergence: hfmDivergenceRows(counts, of, { random, replicates }) };
  },
});
