import type { OutputRef, PlanBuilder, TableContract, TensorContract } from '@rgflow/pipeline';
import { determinantsStage } from './determinants.stage.js';
import { historicalKlStage } from './historical-kl.stage.js';
import { klStage } from './kl.stage.js';
import type { klColumns } from './kl-layer.columns.js';
import type { KlPrediction } from './kl-predictions.js';
import { pushForwardKlStage } from './push-forward-kl.stage.js';
import { planHistoricalSums, type SampledNetwork } from './sample-chain.js';

/** What a stage of estimators gives: their curves, and how the points of each err together. */
export interface PlannedCurves {
  readonly kl_layer: OutputRef<TableContract<typeof klColumns>>;
  readonly klCovariances: OutputRef<TensorContract<'float64'>>;
}

/** One way to say how far a layer is from the first. */
export interface KlEstimator {
  /** In `kl_layer` and in study files. */
  readonly name: string;
  /** Over its panel in a figure. */
  readonly heading: string;
  /** What it measures, for the caption and for the meaning of the column; a phrase. */
  readonly quantity: string;
  /** Adds the stage whose table has its rows, and whatever that needs. */
  readonly stage: (plan: PlanBuilder, sampled: SampledNetwork) => PlannedCurves;
  /**
   * What mean-field theory predicts for it; null for nothing. A name, because the stage that computes it may not depend on
   * the stages of this list: the function is in `kl-predictions.ts`.
   */
  readonly prediction: KlPrediction | null;
  /** Whether a (1 - b^x) is fitted to it and to its prediction: only where it saturates. */
  readonly isFitted: boolean;
  /** Whether it asks for the inverse of the activation, which relu has not. */
  readonly needsInverse: boolean;
  /** Whether it is kept for the sake of numbers in print, and drawn beside these only. */
  readonly isDefective: boolean;
}

const klOfMoments: KlEstimator['stage'] = (plan, { snapshot, preactivations, sampleSums }) =>
  plan.add(klStage, { params: { snapshot }, inputs: { preactivations, sampleSums } });

/** Every estimator of the divergence by layer, in the order of their panels. */
export const klEstimators = [
  {
    name: 'published',
    heading: 'published',
    quantity: 'the published estimator, an entropy difference',
    stage: klOfMoments,
    prediction: 'mean-field',
    isFitted: true,
    needsInverse: false,
    isDefective: false,
  },
  {
    name: 'gaussian',
    heading: 'fitted Gaussians',
    quantity: 'the Kullback–Leibler divergence of the two fitted Gaussians',
    stage: klOfMoments,
    prediction: 'mean-field-gaussian',
    isFitted: false,
    needsInverse: false,
    isDefective: false,
  },
  {
    name: 'published-2021',
    heading: 'published in 2021',
    quantity: 'the estimator behind the figures in print, with the order of layers and the variance of its code',
    stage: (plan, sampled) => {
      const { snapshot, preactivations } = sampled;
      const inputs = { preactivations, historicalSums: planHistoricalSums(plan, sampled) };
      return plan.add(historicalKlStage, { params: { snapshot }, inputs });
    },
    prediction: 'mean-field-2021',
    isFitted: true,
    needsInverse: false,
    isDefective: true,
  },
  {
    name: 'push-forward',
    heading: 'push-forward, with Jacobian',
    quantity:
      'the divergence of the pushed samples from the layer’s Gaussian, with the Jacobian that the published one lacks',
    stage: (plan, { snapshot, weights, preactivations, sampleSums, logSlopes }) => {
      const { layer_determinant } = plan.add(determinantsStage, { params: { snapshot }, inputs: { weights } });
      const inputs = { preactivations, sampleSums, logSlopes: logSlopes(), layer_determinant };
      return plan.add(pushForwardKlStage, { params: { snapshot }, inputs });
    },
    prediction: 'mean-field-push-forward',
    isFitted: false,
    needsInverse: true,
    isDefective: false,
  },
] as const satisfies readonly KlEstimator[];

/** What a study file may name: an estimator, `mean-field` for the prediction of each, or `all` of these. */
export const klEstimatorNames = [...klEstimators.map(({ name }) => name), 'mean-field', 'all'] as const;

/** The estimators that an entry of such a list asks for. */
export function askedBy(entry: string): readonly KlEstimator[] {
  return klEstimators.filter(({ name }) => asksFor([entry], name));
}

/** Whether a study file that gives `names` asks for an estimator, or for `mean-field`. */
export function asksFor(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes('all');
}
