import { datasetOf } from '@rgflow/dataset';
import type { OutputRef, PlanBuilder, TableContract } from '@rgflow/pipeline';
import {
  type DrawnNetwork,
  type PlannedNetwork,
  planDataset,
  planEpochs,
  planUntrained,
} from '../network/training-chain.js';
import { informationCollapseStage } from './information-collapse.stage.js';
import type { InformationParameters } from './information-parameters.js';
import type { mutualInformationColumns } from './mutual-information.columns.js';
import { mutualInformationStage } from './mutual-information.stage.js';
import { predictedInformationStage } from './predicted-information.stage.js';

/**
 * A deep random network measured and predicted, and the layers in which its information is lost; for the first seeds a
 * shallower one measured before and after its training, the untrained one being the control.
 */
export function planInformation(plan: PlanBuilder, params: InformationParameters): void {
  const { dataset, network, trained, information, seed } = params;
  const { images, noise: noiseVariances, draws, bins, skipLast } = information;
  const { width, sigmaW2, sigmaB2 } = network;
  const data = planDataset(plan, dataset);
  const { validationImages, validationLabels } = data;
  const { classes } = datasetOf(dataset.name);

  const drawNetwork = (depth: number) => planUntrained(plan, { shape: 'wide', ...network, depth }, dataset.name, seed);
  const measure = (
    snapshot: string,
    { weights, biases }: PlannedNetwork,
    { stream }: DrawnNetwork,
  ): OutputRef<TableContract<typeof mutualInformationColumns>> => {
    const inputs = { weights, biases, validationImages, validationLabels };
    return plan.add(mutualInformationStage, {
      params: { snapshot, images, noiseVariances, draws, bins },
      inputs,
      stream,
    }).mutual_information;
  };

  const random = drawNetwork(network.depth);
  const mutual_information = measure('init', random.untrained, random);
  const { predicted_collapse } = plan.add(predictedInformationStage, {
    params: { sigmaW2, sigmaB2, depth: network.depth, width, classes, images, noiseVariances, skipLast },
    inputs: { validationImages, validationLabels },
  });
  plan.add(informationCollapseStage, { params: { skipLast }, inputs: { mutual_information, predicted_collapse } });

  const { seeds, depth, ...training } = trained;
  if (training.epochs === 0 || seed >= seeds) return;
  const drawn = drawNetwork(depth);
  const networks = planEpochs(plan, drawn, training, () => data);
  measure('init', drawn.untrained, drawn);
  measure('final', networks.at(-1)!, drawn);
}
