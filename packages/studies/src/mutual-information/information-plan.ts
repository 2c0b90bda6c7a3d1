import { datasetOf } from '@rgflow/dataset';
import type { OutputRef, PlanBuilder, TableContract, TensorContract } from '@rgflow/pipeline';
import { datasetStage } from '../network/dataset.stage.js';
import { initialiseStage } from '../network/initialise.stage.js';
import { trainStage } from '../network/train.stage.js';
import { informationCollapseStage } from './information-collapse.stage.js';
import type { InformationParameters } from './information-parameters.js';
import { mutualInformationStage } from './mutual-information.stage.js';
import type { mutualInformationColumns } from './mutual-information-columns.js';
import { predictedInformationStage } from './predicted-information.stage.js';

interface Layers {
  readonly weights: OutputRef<TensorContract<'float32'>>;
  readonly biases: OutputRef<TensorContract<'float32'>>;
}

/**
 * A deep random network measured and predicted, and the layers in which its information is lost; for the first seeds a shallower one
 * measured before and after its training, the untrained one being the control.
 */
export function planInformation(plan: PlanBuilder, params: InformationParameters): void {
  const { dataset, network, trained, information, seed } = params;
  const { images, noise: noiseVariances, draws, bins, skipLast } = information;
  const { width, sigmaW2, sigmaB2 } = network;
  const data = plan.add(datasetStage, {
    params: { dataset: dataset.name, train: dataset.train, validation: dataset.validation },
    inputs: {},
  });
  const { validationImages, validationLabels } = data;
  const { inputs, classes } = datasetOf(dataset.name);

  const drawNetwork = (depth: number) => {
    const parameters = { shape: 'wide', depth, width, sigmaW2, sigmaB2 } as const;
    const stream = { ...parameters, seed };
    const params = { ...parameters, inputs, classes, seed };
    return { stream, state: plan.add(initialiseStage, { params, inputs: {}, stream, keep: 'never' }) };
  };
  const measure = (
    snapshot: string,
    { weights, biases }: Layers,
    stream: ReturnType<typeof drawNetwork>['stream'],
  ): OutputRef<TableContract<typeof mutualInformationColumns>> => {
    const inputs = { weights, biases, validationImages, validationLabels };
    return plan.add(mutualInformationStage, {
      params: { snapshot, images, noiseVariances, draws, bins },
      inputs,
      stream,
    }).mutual_information;
  };

  const random = drawNetwork(network.depth);
  const mutual_information = measure('init', random.state, random.stream);
  const { predicted_collapse } = plan.add(predictedInformationStage, {
    params: { sigmaW2, sigmaB2, depth: network.depth, width, classes, images, noiseVariances, skipLast },
    inputs: { validationImages, validationLabels },
  });
  plan.add(informationCollapseStage, { params: { skipLast }, inputs: { mutual_information, predicted_collapse } });

  const { seeds, depth, epochs, ...sgd } = trained;
  if (epochs === 0 || seed >= seeds) return;
  const { state, stream } = drawNetwork(depth);
  measure('init', state, stream);
  let last: Pick<typeof state, 'weights' | 'biases' | 'weightVelocities' | 'biasVelocities'> = state;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = last;
    const inputs = { weights, biases, weightVelocities, biasVelocities, ...data };
    last = plan.add(trainStage, { params: { epoch, ...sgd }, inputs, stream, keep: 'head' });
  }
  measure('final', last, stream);
}
