import { unpackCodes } from '@rgflow/boltzmann/learned';
import { stateCounts } from '@rgflow/hfm';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { hfmDivergenceColumns } from './hfm-divergence.columns.js';
import { hfmDivergenceRows } from './hfm-divergence-rows.js';

/**
 * How far the codes of the uppermost layer of a stack are from the Hierarchical Feature Model, in both conventions, with
 * what the measure makes of its null, of relabelled states and of shuffled units. The layer may have 2 to 20 units.
 */
export const hfmDivergenceStage = defineStage({
  name: 'hfm-divergence',
  module: import.meta.url,
  draws: 'hfm-divergence',
  params: z.strictObject({
    snapshot: z.string(),
    /** Hidden units of each machine of the stack, '256-100-10': the last is measured. */
    widths: z.string(),
    code: z.enum(['sampled', 'thresholded']),
    replicates: z.int().positive(),
  }),
  inputs: { codes: tensor('uint8', ['image', 'byte']) },
  outputs: { hfm_divergence: table(hfmDivergenceColumns) },
  run({ params: { snapshot, widths, code, replicates }, inputs: { codes }, stream }) {
    const random = RandomStream.named(stream.name, stream.values).split('code', { code });
    const { layer, shape, data } = codes.at(-1)!;
    const count = shape[0]!;
    const units = Number(widths.split('-').at(-1));
    const counts = stateCounts({ shape: [count, units], data: unpackCodes({ count, units, bits: data }) });
    return { hfm_divergence: hfmDivergenceRows(counts, { snapshot, layer, code }, { random, replicates }) };
  },
});
