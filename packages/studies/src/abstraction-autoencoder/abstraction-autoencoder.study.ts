import { encoderWidths } from '@rgflow/mlp/autoencoder';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { breadthParameters, checkBreadth } from '../breadth/breadth-parameters.js';
import { breadthRungMeaning, breadthStageParameters, planRung } from '../breadth/plan-rung.js';
import {
  type AutoencoderParameters,
  type AutoencoderTrainingParameters,
  autoencoderParameters,
} from '../machines/autoencoder-parameters.js';
import { planAutoencoder, planAutoencoderCodes } from '../machines/autoencoder-plan.js';
import { autoencoderStageParameters, autoencoderTables } from '../machines/autoencoders.tables.js';
import { hfmDivergenceStage } from '../machines/hfm-divergence.stage.js';
import { hfmDivergenceMeaning } from '../machines/hfm-divergence.tables.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';
import { areSound, type Issues, refuse } from '../network/joint-checks.js';

export { leftOutRungs as leftOut } from '../breadth/left-out-rungs.js';
export { machineCosts as costs } from '../machines/machine-costs.js';
export { machineDemands as demands } from '../machines/machine-demands.js';

/** Of 28 x 28. */
const PIXELS = 784;
/** Units of a code whose divergence can be measured. */
const CODE = { least: 2, most: 20 };

const hfm = z
  .strictObject({ replicates: z.int().positive().default(10).describe('Of the null and of each control.') })
  .prefault({})
  .describe('How the divergence from the Hierarchical Feature Model is measured.');

export const study: AnyStudy = defineStudy({
  name: 'abstraction-autoencoder',
  title: 'Do codes of autoencoders approach the Hierarchical Feature Model with depth and breadth?',
  params: z
    .strictObject({
      breadth: breadthParameters,
      ...autoencoderParameters,
      hfm,
      seed: z.int().nonnegative().default(0).describe('Names every random stream.'),
    })
    .check(({ value, issues }) => {
      checkBreadth(value, issues);
      checkAutoencoder(value.autoencoder, issues);
    }),
  build(plan, { breadth, autoencoder, training, hfm: { replicates }, seed }) {
    const images = planRung(plan, breadth, seed)?.images;
    if (images === undefined) return;
    const data = { breadth: breadth.rung };
    const options = { autoencoder, images, inputs: PIXELS, data, seed };
    for (const { snapshot, trainedBy, kinds } of looksAt(autoencoder, training)) {
      // Codes are kept and no weights: those of all autoencoders would be gigabytes.
      const trained = planAutoencoder(plan, { ...options, training: trainedBy, keep: 'never' });
      const widths = trained.widths.join('-');
      for (const code of kinds) {
        const { codes } = planAutoencoderCodes(plan, trained, { ...options, snapshot, code });
        plan.add(hfmDivergenceStage, {
          params: { snapshot, widths, code, replicates },
          inputs: { codes },
          stream: { ...data, seed, widths },
        });
      }
    }
  },
});

/**
 * When an autoencoder is looked at, and by which codes. Untrained values are all near the middle, so that only the threshold
 * makes a code of them; and values of relu are no probabilities.
 */
function looksAt(autoencoder: AutoencoderParameters, training: AutoencoderTrainingParameters): readonly Look[] {
  const untrained = { ...training, epochs: 0, pretraining: 'none' } as const;
  return [
    { snapshot: 'init', trainedBy: untrained, kinds: ['thresholded'] },
    {
      snapshot: 'final',
      trainedBy: training,
      kinds: autoencoder.codeFunction === 'relu' ? ['thresholded'] : ['thresholded', 'sampled'],
    },
  ];
}

interface Look {
  readonly snapshot: 'init' | 'final';
  readonly trainedBy: AutoencoderTrainingParameters;
  readonly kinds: readonly ('sampled' | 'thresholded')[];
}

function checkAutoencoder(autoencoder: AutoencoderParameters, issues: Issues): void {
  if (!areSound(issues, 'autoencoder')) return;
  const { code, loss, output, depth } = autoencoder;
  if (code < CODE.least || code > CODE.most) {
    const rule = `expected ${CODE.least} to ${CODE.most}, of which the divergence can be measured`;
    refuse(issues, ['autoencoder', 'code'], rule, code);
    return;
  }
  if (loss === 'cross-entropy' && output !== 'sigmoid') {
    const rule = `expected 'sigmoid' for a loss that is a cross-entropy, not '${output}'`;
    refuse(issues, ['autoencoder', 'output'], rule);
  }
  try {
    encoderWidths({ inputs: PIXELS, ...autoencoder });
  } catch (error) {
    refuse(issues, ['autoencoder', 'depth'], (error as Error).message.replace(/\.$/, ''), depth);
  }
}

const { machine_training, machine_code } = machineTables;

export const tables = {
  machine_training,
  machine_code,
  ...autoencoderTables,
  hfm_divergence: hfmDivergenceMeaning,
  breadth_rung: breadthRungMeaning,
};

export const stageParameters = { ...machineStageParameters, ...autoencoderStageParameters, ...breadthStageParameters };
