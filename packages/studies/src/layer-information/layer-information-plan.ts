import type { PlanBuilder } from '@rgflow/pipeline';
import { determinantsStage } from '../network/determinants.stage.js';
import { planDataset, planEpochs, planUntrained } from '../network/training-chain.js';
import { decimationInformationStage } from './decimation-information.stage.js';
import { informationRatesStage } from './information-rates.stage.js';
import type { LayerInformationParameters } from './layer-information-parameters.js';
import { networkLayerInformationStage } from './network-layer-information.stage.js';
import { noisyLayerInformationStage } from './noisy-layer-information.stage.js';
import { normalDeterminantsStage } from './normal-determinants.stage.js';
import { predictedLayerInformationStage } from './predicted-layer-information.stage.js';
import { randomLayerInformationStage } from './random-layer-information.stage.js';
import { shuffledLayerInformationStage } from './shuffled-layer-information.stage.js';

/**
 * All networks of one seed: random ones of each width and weight variance, some of them again with noise, and networks
 * before and after training, both also with their weights in random order. What is theory belongs to no seed: every cell
 * plans it alike, and so once.
 */
export function planLayerInformation(plan: PlanBuilder, params: LayerInformationParameters): void {
  planTheory(plan, params);
  planRandom(plan, params);
  planTrained(plan, params);
}

function planTheory(plan: PlanBuilder, { network, theory, spins }: LayerInformationParameters): void {
  const { couplings, ...flow } = spins;
  plan.add(informationRatesStage, { params: { ...network, weightVariances: theory.sigmaW2 }, inputs: {} });
  for (const coupling of couplings) plan.add(decimationInformationStage, { params: { coupling, ...flow }, inputs: {} });
}

function planRandom(plan: PlanBuilder, { network, random, noise, seed }: LayerInformationParameters): void {
  const { depth, inputSecondMoment } = random;
  const determinants = (width: number) =>
    plan.add(normalDeterminantsStage, { params: { width, depth, seed }, inputs: {}, stream: { width, seed } })
      .normal_determinant;
  const predicted = (sigmaW2: number, noises: readonly number[]) =>
    plan.add(predictedLayerInformationStage, {
      params: { ...network, sigmaW2, inputSecondMoment, depth, noises: [...noises] },
      inputs: {},
    }).predicted_layer_information;
  const withNoise = noise.seeds > 0 ? noise.sigmaW2 : [];
  const noisesOf = (sigmaW2: number) => (withNoise.includes(sigmaW2) ? noise.variances : []);
  for (const { width, seeds } of random.networks) {
    if (seed >= seeds) continue;
    for (const sigmaW2 of random.sigmaW2) {
      plan.add(randomLayerInformationStage, {
        params: { ...network, width, depth, sigmaW2, inputSecondMoment, samples: random.samples, seed },
        inputs: {
          normal_determinant: determinants(width),
          predicted_layer_information: predicted(sigmaW2, noisesOf(sigmaW2)),
        },
        stream: { width, seed },
      });
    }
  }
  if (seed >= noise.seeds) return;
  const { width, samples, layers } = noise;
  for (const sigmaW2 of noise.sigmaW2) {
    for (const noiseVariance of noise.variances) {
      plan.add(noisyLayerInformationStage, {
        params: {
          ...{ ...network, width, depth, sigmaW2, inputSecondMoment, samples, seed, noiseVariance },
          boundedLayers: layers,
        },
        inputs: {
          normal_determinant: determinants(width),
          predicted_layer_information: predicted(sigmaW2, noise.variances),
        },
        stream: { width, seed },
      });
    }
  }
}

/** The networks of the study of mutual information, if its parameters are the same. */
function planTrained(plan: PlanBuilder, { network, dataset, trained, seed }: LayerInformationParameters): void {
  const { sigmaW2: variances, seeds, depth, width, output, images, samples, ...training } = trained;
  if (training.epochs === 0 || seed >= seeds) return;
  const data = planDataset(plan, dataset);
  for (const sigmaW2 of variances) {
    const drawn = planUntrained(plan, { shape: 'wide', depth, width, sigmaW2, output, ...network }, dataset.name, seed);
    const networks = planEpochs(plan, drawn, training, () => data);
    for (const [snapshot, { weights, biases }] of [
      ['init', networks[0]!],
      ['final', networks.at(-1)!],
    ] as const) {
      const { layer_determinant } = plan.add(determinantsStage, { params: { snapshot }, inputs: { weights } });
      plan.add(networkLayerInformationStage, {
        params: { snapshot, activation: network.activation, images, samples },
        inputs: { weights, biases, validationImages: data.validationImages, layer_determinant },
        stream: drawn.stream,
      });
      plan.add(shuffledLayerInformationStage, {
        params: { snapshot, activation: network.activation, images, samples },
        inputs: { weights, biases, validationImages: data.validationImages },
        stream: drawn.stream,
      });
    }
  }
}
