import { datasetOf } from '@rgflow/dataset';
import type { OutputRef, PlanBuilder, TableContract, TensorContract } from '@rgflow/pipeline';
import { activationsStage } from './activations.stage.js';
import { datasetStage } from './dataset.stage.js';
import { determinantsStage } from './determinants.stage.js';
import { fitStage } from './fit.stage.js';
import { historicalKlStage } from './historical-kl.stage.js';
import { historicalSamplesStage } from './historical-samples.stage.js';
import { initialiseStage } from './initialise.stage.js';
import { klStage } from './kl.stage.js';
import type { klColumns } from './kl-columns.js';
import { meanFieldKlStage } from './mean-field-kl.stage.js';
import { estimatorsOf, type NetworkParameters, snapshotsOf } from './network-parameters.js';
import { pushForwardKlStage } from './push-forward-kl.stage.js';
import { trainStage } from './train.stage.js';

type Layers = OutputRef<TensorContract<'float32'>>;
type KlTable = OutputRef<TableContract<typeof klColumns>>;

interface State {
  readonly weights: Layers;
  readonly biases: Layers;
  readonly weightVelocities: Layers;
  readonly biasVelocities: Layers;
}

/** One network: draw it, train it epoch by epoch, and at each snapshot sample its layers, measure their KL divergence and fit. */
export function planNetwork(plan: PlanBuilder, params: NetworkParameters): void {
  const { dataset, network, training, kl, fit, seed } = params;
  const { epochs, ...sgd } = training;
  /** What names the random streams: the network itself, not how it is trained or measured. */
  const stream = { ...network, seed };

  const data = plan.add(datasetStage, {
    params: { dataset: dataset.name, train: dataset.train, validation: dataset.validation },
    inputs: {},
  });
  const { inputs, classes } = datasetOf(dataset.name);
  const drawn = { ...network, inputs, classes, seed };
  // An untrained network costs less to draw than to read; of a chain the last block is enough to train on, and to look at again.
  const states: State[] = [plan.add(initialiseStage, { params: drawn, inputs: {}, stream, keep: 'never' })];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = states.at(-1)!;
    const inputs = { weights, biases, weightVelocities, biasVelocities, ...data };
    states.push(plan.add(trainStage, { params: { epoch, ...sgd }, inputs, stream, keep: 'head' }));
  }
  const estimators = estimatorsOf(kl.estimators);
  const addFit = (snapshot: string, estimator: string, kl_layer: KlTable): void => {
    plan.add(fitStage, { params: { snapshot, estimator, sigmaW2: network.sigmaW2, ...fit }, inputs: { kl_layer } });
  };
  for (const { name: snapshot, epoch } of snapshotsOf(kl.snapshots, epochs)) {
    const { weights, biases } = states[epoch]!;
    const { samples, images } = kl;
    const { preactivations, sampleSums, logSlopes } = plan.add(activationsStage, {
      params: { snapshot, images, samples },
      inputs: { weights, biases, validationImages: data.validationImages },
      stream,
    });
    if (estimators.has('published') || estimators.has('gaussian')) {
      const { kl_layer } = plan.add(klStage, { params: { snapshot }, inputs: { preactivations, sampleSums } });
      addFit(snapshot, 'published', kl_layer);
    }
    if (estimators.has('published-2021')) {
      const { historicalSums } = plan.add(historicalSamplesStage, {
        params: { snapshot, samples },
        inputs: { weights, biases, preactivations },
        stream,
      });
      const { kl_layer } = plan.add(historicalKlStage, {
        params: { snapshot },
        inputs: { preactivations, historicalSums },
      });
      addFit(snapshot, 'published-2021', kl_layer);
    }
    if (estimators.has('push-forward')) {
      const { layer_determinant } = plan.add(determinantsStage, { params: { snapshot }, inputs: { weights } });
      plan.add(pushForwardKlStage, {
        params: { snapshot },
        inputs: { preactivations, sampleSums, logSlopes, layer_determinant },
      });
    }
  }
  if (estimators.has('mean-field')) {
    const { depth, width, sigmaW2, sigmaB2 } = network;
    const { kl_layer } = plan.add(meanFieldKlStage, {
      params: { snapshot: 'init', depth, width, sigmaW2, sigmaB2, images: kl.images },
      inputs: { validationImages: data.validationImages },
    });
    addFit('init', 'mean-field', kl_layer);
    if (estimators.has('published-2021')) addFit('init', 'mean-field-2021', kl_layer);
  }
}
