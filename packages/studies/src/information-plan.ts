import type { OutputRef, PlanBuilder, TableContract, TensorContract } from '@rgflow/pipeline';
import type { InformationParameters } from './information-parameters.js';
import { datasetStage } from './stages/dataset.js';
import { informationCollapseStage } from './stages/information-collapse.js';
import { initialiseStage } from './stages/initialise.js';
import { mutualInformationStage } from './stages/mutual-information.js';
import type { mutualInformationColumns } from './stages/mutual-information-columns.js';
import { predictedInformationStage } from './stages/predicted-information.js';
import { trainStage } from './stages/train.js';

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

  const drawNetwork = (depth: number) => {
    const parameters = { shape: 'wide', depth, width, sigmaW2, sigmaB2 } as const;
    const stream = { ...parameters, seed };
    return { stream, state: plan.add(initialiseStage, { params: { ...parameters, seed }, inputs: {}, stream }) };
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
    params: { sigmaW2, sigmaB2, depth: network.depth, width, images, noiseVariances, skipLast },
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
    last = plan.add(trainStage, { params: { epoch, ...sgd }, inputs, stream });
  }
  measure('final', last, stream);
}
