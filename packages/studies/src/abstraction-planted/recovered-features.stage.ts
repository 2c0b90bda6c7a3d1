import { unpackCodes } from '@rgflow/boltzmann/learned';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { recoveredFeatures } from './feature-recovery.js';
import { plantedFeatureColumns } from './planted-feature.columns.js';

/** What the code of the uppermost layer of a stack knows of planted features, and which unit stands for which. */
export const recoveredFeaturesStage = defineStage({
  name: 'recovered-features',
  module: import.meta.url,
  params: z.strictObject({
    snapshot: z.string(),
    /** Hidden units of each machine of the stack: the last is looked at. */
    widths: z.string(),
    code: z.enum(['sampled', 'thresholded']),
  }),
  inputs: { codes: tensor('uint8', ['image', 'byte']), features: tensor('uint8', ['image', 'feature']) },
  outputs: { planted_feature: table(plantedFeatureColumns) },
  run({ params: { snapshot, widths, code }, inputs }) {
    const { layer, shape, data } = inputs.codes.at(-1)!;
    const count = shape[0]!;
    const units = Number(widths.split('-').at(-1));
    const planted = inputs.features[0]!;
    const found = recoveredFeatures(
      count,
      { columns: planted.shape[1]!, data: planted.data },
      { columns: units, data: unpackCodes({ count, units, bits: data }) },
    );
    return {
      planted_feature: found.map(({ featureEntropy, unit, unitInformation, codeInformation }, index) => {
        const shareOf = (nats: number | null) => (nats === null || featureEntropy === 0 ? null : nats / featureEntropy);
        return {
          snapshot,
          layer,
          code,
          feature: index + 1,
          unit,
          feature_entropy: featureEntropy,
          unit_information: unitInformation,
          unit_share: shareOf(unitInformation),
          code_information: codeInformation,
          code_share: shareOf(codeInformation),
        };
      }),
    };
  },
});
