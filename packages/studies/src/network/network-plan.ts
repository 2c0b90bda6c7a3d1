import type { PlanBuilder } from '@rgflow/pipeline';
import { fitStage } from './fit.stage.js';
import { asksFor, klEstimators, type PlannedCurves } from './kl-estimators.js';
import { meanFieldKlStage } from './mean-field-kl.stage.js';
import { type MeasuredNetwork, snapshotsOf } from './network-parameters.js';
import { oneImageStage } from './one-image.stage.js';
import { planSamples } from './sample-chain.js';
import { planTraining } from './training-chain.js';

/**
 * One network: draw it, train it epoch by epoch, and at each snapshot sample its layers, measure their KL divergence and
 * fit.
 */
export function planNetwork(plan: PlanBuilder, params: MeasuredNetwork): void {
  const { network, training, kl, fit } = params;
  const { samples } = kl;
  const { activation } = network;
  const { data, networks, stream } = planTraining(plan, params);
  const images = kl.image === null ? kl.images : 1;
  const validationImages =
    kl.image === null
      ? data.validationImages
      : plan.add(oneImageStage, {
          params: { image: kl.image, train: params.dataset.train },
          inputs: { validationImages: data.validationImages },
          keep: 'never',
        }).image;
  const estimators = klEstimators.filter(({ name }) => asksFor(kl.estimators, name));
  const addFit = (snapshot: string, estimator: string, { kl_layer, klCovariances }: PlannedCurves): void => {
    const params = { snapshot, estimator, sigmaW2: network.sigmaW2, images, ...fit };
    plan.add(fitStage, { params, inputs: { kl_layer, klCovariances } });
  };
  for (const { name: snapshot, epoch } of snapshotsOf(kl.snapshots, training.epochs)) {
    const { weights, biases } = networks[epoch]!;
    const sampled = planSamples(plan, {
      snapshot,
      activation,
      weights,
      biases,
      validationImages,
      images,
      samples,
      stream,
    });
    for (const { name, stage, isFitted } of estimators) {
      const curves = stage(plan, sampled);
      if (isFitted) addFit(snapshot, name, curves);
    }
  }
  if (asksFor(kl.estimators, 'mean-field')) {
    const { depth, width, sigmaW2, sigmaB2 } = network;
    const curves = plan.add(meanFieldKlStage, {
      params: { snapshot: 'init', activation, depth, width, sigmaW2, sigmaB2, images },
      inputs: { validationImages },
    });
    for (const { prediction, isFitted } of estimators) {
      if (isFitted && prediction !== null) addFit('init', prediction, curves);
    }
  }
}
