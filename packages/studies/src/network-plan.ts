import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { type NetworkParameters, snapshotsOf } from './network-parameters.js';
import { activationsStage } from './stages/activations.js';
import { datasetStage } from './stages/dataset.js';
import { fitStage } from './stages/fit.js';
import { initialiseStage } from './stages/initialise.js';
import { klStage } from './stages/kl.js';
import { trainStage } from './stages/train.js';

type Layers = OutputRef<TensorContract<'float32'>>;

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
  const states: State[] = [plan.add(initialiseStage, { params: { ...network, seed }, inputs: {}, stream })];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = states.at(-1)!;
    const inputs = { weights, biases, weightVelocities, biasVelocities, ...data };
    states.push(plan.add(trainStage, { params: { epoch, ...sgd }, inputs, stream }));
  }
  for (const { name: snapshot, epoch } of snapshotsOf(kl.snapshots, epochs)) {
    const { weights, biases } = states[epoch]!;
    const { preactivations, sampleSums } = plan.add(activationsStage, {
      params: { snapshot, images: kl.images, samples: kl.samples },
      inputs: { weights, biases, validationImages: data.validationImages },
      stream,
    });
    const { kl_layer } = plan.add(klStage, { params: { snapshot }, inputs: { preactivations, sampleSums } });
    plan.add(fitStage, { params: { snapshot, sigmaW2: network.sigmaW2, ...fit }, inputs: { kl_layer } });
  }
}
