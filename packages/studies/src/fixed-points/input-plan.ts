import type { PlanBuilder } from '@rgflow/pipeline';
import { independentNumbersStage } from '../breadth/independent-numbers.stage.js';
import { isingImagesStage } from '../breadth/ising-images.stage.js';
import { gaussianChainNumbersStage } from './gaussian-chain-numbers.stage.js';
import { greyNumbersStage } from './grey-numbers.stage.js';
import { greyRange, lawOf } from './laws.js';

export interface InputPlan {
  readonly law: string;
  readonly sites: number;
  readonly samples: number;
  /** What they are for, which names their stream. */
  readonly role: 'training' | 'validation' | 'measured';
  readonly arrangement: 'drawn' | 'shuffled';
  readonly seed: number;
}

/** Samples of a law as images, a row of sites each: what networks are shown. */
export function planInput(plan: PlanBuilder, { law: text, sites, samples, role, arrangement, seed }: InputPlan) {
  const law = lawOf(text);
  const stream = { law: text, sites, role, seed };
  if (law.family === 'ising-chain') {
    const chain = { dimension: 1, size: sites, couplings: JSON.stringify([law.coupling]), kept: 'all' } as const;
    const params = { ...chain, arrangement, images: samples, seed };
    return plan.add(isingImagesStage, { params, inputs: {}, stream, keep: 'never' }).images;
  }
  const size = { samples, units: sites, seed };
  const { numbers } =
    law.family === 'gaussian-chain'
      ? plan.add(gaussianChainNumbersStage, { params: { phi: law.phi, ...size }, inputs: {}, stream, keep: 'never' })
      : plan.add(independentNumbersStage, {
          params: { family: law.family, parameters: JSON.stringify(law.parameters), ...size },
          inputs: {},
          stream,
          keep: 'never',
        });
  const [low, high] = greyRange(law);
  return plan.add(greyNumbersStage, { params: { low, high, arrangement }, inputs: { numbers }, stream, keep: 'never' })
    .images;
}
