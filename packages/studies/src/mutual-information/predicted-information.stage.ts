import { type ImageRows, lastImages, secondMoments } from '@rgflow/dataset';
import { blasVariables, type Kernels } from '@rgflow/kernels';
import { collapseLayer, collapseLevel, noiseKernelInformation, squaredDistances } from '@rgflow/kl/mutual-information';
import {
  type Activation,
  activationNames,
  activations,
  type InputPairs,
  meanCorrelation,
  meanField,
  noFixedPoint,
  predictedCollapse,
  predictedDistances,
  varianceByLayer,
} from '@rgflow/meanfield';
import { layerWidths } from '@rgflow/mlp';
import { defineStage, type Row, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { noiseParameters, noisesOf, noiseVarianceOf } from './noise-scale.js';
import { predictedCollapseColumns } from './predicted-collapse.columns.js';
import { predictedInformationColumns } from './predicted-information.columns.js';

/**
 * The bounds on what the layers of an infinitely wide random network tell of their input, from the distances that mean-field
 * theory predicts for every two of the actual images, N to the layer.
 */
export const predictedInformationStage = defineStage({
  name: 'predicted-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaW2: z.number(),
    sigmaB2: z.number(),
    depth: z.int().positive(),
    width: z.int().positive(),
    /** Units of the last layer. */
    classes: z.int().positive(),
    images: z.int().min(2),
    ...noiseParameters,
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
    const { sigmaW2, sigmaB2, depth, width, classes, images: samples, skipLast } = params;
    const activation = activations[params.activation];
    const images = lastImages('predicted-information', inputs.validationImages[0]!, samples);
    const labels = lastImages('predicted-information', inputs.validationLabels[0]!, samples).data;
    const inputUnits = images.shape[1]!;
    const kernels = threadKernels();
    const mark = kernels.mark();
    const pairs = inputPairs(images, kernels);
    const fill = predictedDistances(sigmaW2, sigmaB2, pairs, depth, { activation });
    const widths = layerWidths({ shape: 'wide', depth, width, inputs: inputUnits, classes }).slice(1);
    const values = kernels.float32(samples * samples);
    const noises = noisesOf(params);
    const variances = meanVariances(sigmaW2, sigmaB2, pairs.secondMoments, depth, activation);

    const rows = widths.flatMap((units, layer): Row<typeof predictedInformationColumns>[] => {
      fill(layer, values);
      for (let n = 0; n < values.length; n++) values[n]! *= units;
      progress((layer + 1) / depth);
      return noises.flatMap((noise) => {
        const variance = noiseVarianceOf(noise, variances[layer]!);
        const { input, label, inputGivenLabel } = noiseKernelInformation(
          { samples, values },
          variance,
          kernels,
          labels,
        );
        const row = { layer, ...noise, samples };
        return [
          { ...row, target: 'input', mi_lower: input.lower, mi_upper: input.upper },
          { ...row, target: 'label', mi_lower: label.lower, mi_upper: label.upper },
          { ...row, target: 'input given label', mi_lower: inputGivenLabel.lower, mi_upper: inputGivenLabel.upper },
        ];
      });
    });

    const { theory, phase, noFormula } = deepLayers(sigmaW2, sigmaB2, activation);
    const correlation = meanCorrelation(sigmaW2, sigmaB2, pairs);
    kernels.release(mark);
    const collapse = noises.flatMap((noise) =>
      BOUNDS.map(([bound, column]): Row<typeof predictedCollapseColumns> => {
        const curve = rows
          .filter((row) => row.noise_scale === noise.noise_scale && row.noise === noise.noise)
          .filter((row) => row.target === 'input' && row.layer < depth - skipLast)
          .map((row) => row[column]);
        const predicted = collapseLayer(curve, collapseLevel(samples));
        return {
          ...noise,
          bound,
          layer_predicted: nullIfUndefined(predicted),
          predicted_reason: Number.isNaN(predicted) ? 'never within the network' : null,
          layer_formula:
            theory === null || noFormula !== null
              ? null
              : predictedCollapse(bound, theory, {
                  correlation,
                  units: width,
                  noise: noiseVarianceOf(noise, theory.qStar),
                  samples,
                }),
          formula_reason: noFormula,
          correlation,
          xi_c: theory === null ? null : theory.xiC,
          phase,
        };
      }),
    );
    return { predicted_information: rows, predicted_collapse: collapse };
  },
});

/** The variance of the preactivations of each layer over the images, which have mean 0 in a wide network. */
function meanVariances(
  sigmaW2: number,
  sigmaB2: number,
  moments: Float64Array,
  depth: number,
  activation: Activation,
): readonly number[] {
  const sums = new Float64Array(depth);
  for (const moment of moments) {
    varianceByLayer(sigmaW2, sigmaB2, moment, depth - 1, { activation }).forEach((q, layer) => {
      sums[layer]! += q;
    });
  }
  return Array.from(sums, (sum) => sum / moments.length);
}

/** Theory of deep layers, null where the variance has no fixed point; and why the formula does not hold. */
function deepLayers(sigmaW2: number, sigmaB2: number, activation: Activation) {
  const missing = noFixedPoint(sigmaW2, sigmaB2, activation);
  if (missing !== null) {
    const phase = missing.variance === 'grows' ? 'unbounded' : 'critical';
    return { theory: null, phase, noFormula: missing.reason };
  }
  const theory = meanField(sigmaW2, sigmaB2, { activation });
  return { theory, phase: theory.phase, noFormula: theory.phase === 'ordered' ? null : 'for the ordered phase only' };
}

const BOUNDS = [
  ['lower', 'mi_lower'],
  ['upper', 'mi_upper'],
] as const;

/** The distances are in the arena. */
function inputPairs(images: ImageRows, kernels: Kernels): InputPairs {
  const [samples, pixels] = images.shape as [number, number];
  const data = Float32Array.from(images.data, (grey) => grey / 255);
  const distances = squaredDistances({ shape: [samples, pixels], data }, kernels).values;
  for (let n = 0; n < distances.length; n++) distances[n]! /= pixels;
  return { samples, secondMoments: Float64Array.from(secondMoments(images)), distances };
}
