import { lastImages } from '@rgflow/dataset';
import type { Kernels } from '@rgflow/kernels';
import { blasVariables } from '@rgflow/kernels';
import { collapseLayer, collapseLevel, noiseKernelInformation, squaredDistances } from '@rgflow/kl/mutual-information';
import { type InputPairs, meanCorrelation, meanField, predictedDistances } from '@rgflow/meanfield';
import { layerWidths } from '@rgflow/mlp';
import { defineStage, type Row, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { predictedCollapseColumns } from './predicted-collapse.columns.js';
import { predictedInformationColumns } from './predicted-information.columns.js';

/**
 * The bounds on what the layers of an infinitely wide random network tell of their input, from the distances that mean-field
 * theory predicts for every two of the actual images, N to the layer.
 *
 * If all pairs had one distance D = 2Nq*(1 - ρ), a bound with the kernel exp(-D/κ) would be half of ln M where D = (κ/2) ln
 * M, to 1/√M: κ = 8s² for the lower, 2s² for the upper one. In the ordered phase 1 - ρ falls as exp(-l/ξ_c), and from that
 * the formula; its two layers are ξ_c ln 4 apart, whatever the network and the noise.
 */
export const predictedInformationStage = defineStage({
  name: 'predicted-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  params: z.strictObject({
    sigmaW2: z.number(),
    sigmaB2: z.number(),
    depth: z.int().positive(),
    width: z.int().positive(),
    /** Units of the last layer. */
    classes: z.int().positive(),
    images: z.int().min(2),
    noiseVariances: z.array(z.number().positive()),
    skipLast: z.int().nonnegative(),
  }),
  inputs: {
    validationImages: tensor('uint8', ['image', 'pixel']),
    validationLabels: tensor('uint8', ['image']),
  },
  outputs: {
    predicted_information: table(predictedInformationColumns),
    predicted_collapse: table(predictedCollapseColumns),
  },
  run({ params, inputs, progress }) {
    const { sigmaW2, sigmaB2, depth, width, classes, images: samples, noiseVariances, skipLast } = params;
    const images = lastImages('predicted-information', inputs.validationImages[0]!, samples);
    const labels = lastImages('predicted-information', inputs.validationLabels[0]!, samples).data;
    const inputUnits = images.shape[1]!;
    const kernels = threadKernels();
    const mark = kernels.mark();
    const pairs = inputPairs(images.data, samples, inputUnits, kernels);
    const fill = predictedDistances(sigmaW2, sigmaB2, pairs, depth);
    const widths = layerWidths({ shape: 'wide', depth, width, inputs: inputUnits, classes }).slice(1);
    const values = kernels.float32(samples * samples);

    const rows = widths.flatMap((units, layer): Row<typeof predictedInformationColumns>[] => {
      fill(layer, values);
      for (let n = 0; n < values.length; n++) values[n]! *= units;
      progress((layer + 1) / depth);
      return noiseVariances.flatMap((noise) => {
        const { input, label, inputGivenLabel } = noiseKernelInformation({ samples, values }, noise, kernels, labels);
        const row = { layer, noise, samples };
        return [
          { ...row, target: 'input', mi_lower: input.lower, mi_upper: input.upper },
          { ...row, target: 'label', mi_lower: label.lower, mi_upper: label.upper },
          { ...row, target: 'input given label', mi_lower: inputGivenLabel.lower, mi_upper: inputGivenLabel.upper },
        ];
      });
    });

    const { qStar, xiC, phase } = meanField(sigmaW2, sigmaB2);
    const correlation = meanCorrelation(sigmaW2, sigmaB2, pairs);
    kernels.release(mark);
    const collapse = noiseVariances.flatMap((noise) =>
      BOUNDS.map(([bound, column, constant]): Row<typeof predictedCollapseColumns> => {
        const curve = rows
          .filter((row) => row.noise === noise && row.target === 'input' && row.layer < depth - skipLast)
          .map((row) => row[column]);
        const argument = (2 * width * qStar * (1 - correlation)) / (constant * noise * Math.log(samples));
        const predicted = collapseLayer(curve, collapseLevel(samples));
        return {
          noise,
          bound,
          layer_predicted: nullIfUndefined(predicted),
          predicted_reason: Number.isNaN(predicted) ? 'never within the network' : null,
          layer_formula: phase === 'ordered' ? Math.max(0, xiC * Math.log(argument)) : null,
          formula_reason: phase === 'ordered' ? null : 'for the ordered phase only',
          correlation,
          xi_c: xiC,
          phase,
        };
      }),
    );
    return { predicted_information: rows, predicted_collapse: collapse };
  },
});

const BOUNDS = [
  ['lower', 'mi_lower', 4],
  ['upper', 'mi_upper', 1],
] as const;

/** The distances are in the arena. */
function inputPairs(images: Uint8Array, samples: number, pixels: number, kernels: Kernels): InputPairs {
  const data = Float32Array.from(images, (grey) => grey / 255);
  const distances = squaredDistances({ shape: [samples, pixels], data }, kernels).values;
  for (let n = 0; n < distances.length; n++) distances[n]! /= pixels;
  const secondMoments = Float64Array.from({ length: samples }, (_, a) => {
    let sum = 0;
    for (let k = a * pixels; k < (a + 1) * pixels; k++) sum += data[k]! * data[k]!;
    return sum / pixels;
  });
  return { samples, secondMoments, distances };
}
