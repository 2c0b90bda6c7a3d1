import { datasetNames, PAPER_DATASET } from '@rgflow/dataset';
import { z } from 'zod';

/** 'init', 'epoch1', ..., 'final', separated by commas. */
const SNAPSHOTS = /^\s*(init|final|epoch[1-9]\d*)(\s*,\s*(init|final|epoch[1-9]\d*))*\s*$/;

/** By which `kl_layer` measures a network; 'mean-field' predicts each of the others. */
const KL_ESTIMATORS = ['published', 'gaussian', 'published-2021', 'push-forward', 'mean-field'] as const;
export type KlEstimator = (typeof KL_ESTIMATORS)[number];

/** Some of them, separated by commas. */
const ESTIMATORS = new RegExp(`^\\s*(${KL_ESTIMATORS.join('|')})(\\s*,\\s*(${KL_ESTIMATORS.join('|')}))*\\s*$`);

/** The parameters of the studies that train a network and measure it layer by layer; the defaults are the paper's. */
export const networkParameters = z.strictObject({
  dataset: z
    .strictObject({
      name: z.enum(datasetNames).default(PAPER_DATASET.name),
      train: z.int().positive().default(PAPER_DATASET.train),
      validation: z.int().positive().default(PAPER_DATASET.validation),
    })
    .prefault({}),
  network: z
    .strictObject({
      shape: z.enum(['wide', 'tapered']).default('wide'),
      depth: z.int().min(2).max(1000).default(30),
      width: z.int().positive().default(784),
      sigmaW2: z.number().positive().default(1.5),
      sigmaB2: z.number().nonnegative().default(0.05),
    })
    .prefault({}),
  training: z
    .strictObject({
      epochs: z.int().nonnegative().default(15),
      learningRate: z.number().positive().default(0.005),
      momentum: z.number().min(0).max(1).default(0.8),
      batchSize: z.int().positive().default(64),
      shuffle: z.boolean().default(false),
      engine: z.enum(['native', 'tfjs']).default('native'),
    })
    .prefault({}),
  kl: z
    .strictObject({
      samples: z.int().min(2).default(1000),
      images: z.int().positive().default(1),
      snapshots: z
        .string()
        .regex(SNAPSHOTS, "expected snapshots such as 'init, epoch1, final'")
        .default('init, epoch1, final'),
      estimators: z
        .string()
        .regex(ESTIMATORS, `expected estimators such as 'published, gaussian', of ${KL_ESTIMATORS.join(', ')}`)
        .default('published, gaussian'),
    })
    .prefault({}),
  fit: z
    .strictObject({
      skipLast: z.int().nonnegative().default(2),
      normalisation: z.enum(['paper', 'none']).default('paper'),
    })
    .prefault({}),
  seed: z.int().nonnegative().default(0),
});

export type NetworkParameters = z.output<typeof networkParameters>;

/** A moment of a training that is looked at: its name, and after how many epochs it is. */
export interface Snapshot {
  readonly name: string;
  readonly epoch: number;
}

/** The snapshots of a list, those beyond the last epoch left out. */
export function snapshotsOf(list: string, epochs: number): readonly Snapshot[] {
  return namesIn(list)
    .map((name) => ({
      name,
      epoch: name === 'init' ? 0 : name === 'final' ? epochs : Number(name.slice('epoch'.length)),
    }))
    .filter(({ epoch }) => epoch <= epochs);
}

/** The estimators of a list. */
export function estimatorsOf(list: string): ReadonlySet<KlEstimator> {
  return new Set(namesIn(list) as KlEstimator[]);
}

function namesIn(list: string): readonly string[] {
  return [...new Set(list.split(',').map((name) => name.trim()))];
}
