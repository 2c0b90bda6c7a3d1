import { activationNames } from '@rgflow/kernels';
import { isInvertible } from '@rgflow/kl';
import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import { z } from 'zod';
import { ofValidation, withinDataset } from './dataset-limits.js';
import { areSound, refuse } from './joint-checks.js';
import { askedBy, asksFor, klEstimatorNames } from './kl-estimators.js';
import { withinDoubles } from './theory-limits.js';
import { trainingParameters } from './training-parameters.js';

const invertible = activationNames.filter(isInvertible);

const SNAPSHOT = /^(init|final|epoch[1-9]\d*)$/;

/** A moment of a training. */
const snapshot = z
  .string()
  .check(({ value, issues }) => {
    if (SNAPSHOT.test(value)) return;
    const near = didYouMean(value, ['init', 'final', 'epoch1']);
    const message = `expected init, final, epoch1, epoch2, ..., not ${JSON.stringify(value)}${near}`;
    issues.push({ code: 'custom', input: undefined, message });
  })
  .meta({ pattern: SNAPSHOT.source });

/** The parameters of the studies that train a network and measure it layer by layer; the defaults are the paper's. */
export const networkParameters = z
  .strictObject({
    ...trainingParameters,
    kl: z
      .strictObject({
        samples: z.int().min(2).default(1000).describe('Of the reference layer, for each image.'),
        images: z.int().positive().default(1).describe('Images that the divergence is averaged over.'),
        image: z
          .int()
          .nonnegative()
          .nullable()
          .default(null)
          .describe(
            'One image instead, by its number in the training file, counted from 0: of the images of dataset.validation.',
          ),
        snapshots: z
          .array(snapshot)
          .min(1)
          .default(['init', 'epoch1', 'final'])
          .describe('When a network is measured: init, epoch1, epoch2, ..., final.'),
        estimators: z
          .array(z.enum(klEstimatorNames))
          .min(1)
          .default(['published', 'gaussian'])
          .describe('By what; mean-field predicts each of the others, all is all of them.'),
      })
      .prefault({})
      .describe('How and when the divergence of the layers is measured.'),
    fit: z
      .strictObject({
        skipLast: z.int().nonnegative().default(2).describe('Layers at the end that the fit leaves out.'),
        normalisation: z
          .enum(['paper', 'none'])
          .default('paper')
          .describe('paper: in units of ½ ln(2πe σ_w²); none: nats per unit.'),
      })
      .prefault({})
      .describe('The fit of a (1 - bˣ) to it.'),
  })
  .check(
    withinDataset(({ kl }) => [{ path: ['kl', 'images'], images: kl.images }]),
    ofValidation(),
    withinDoubles(({ kl }) => asksFor(kl.estimators, 'mean-field')),
    ({ value: { network, kl }, issues }) => {
      if (!areSound(issues, 'network.activation', 'kl.estimators') || isInvertible(network.activation)) return;
      kl.estimators.forEach((entry, i) => {
        const undefinedOnes = askedBy(entry).filter(({ needsInverse }) => needsInverse);
        if (undefinedOnes.length === 0) return;
        const rule = `expected an estimator that is defined for ${network.activation}, which has no inverse`;
        const came = entry === 'all' ? `"all", of which ${undefinedOnes[0]!.name} is not` : `"${entry}"`;
        const remedy = entry === 'all' ? 'name the others' : 'leave it out';
        const others = `let network.activation be ${invertible.slice(0, -1).join(', ')} or ${invertible.at(-1)}`;
        refuse(issues, ['kl', 'estimators', i], `${rule}, not ${came}; ${remedy}, or ${others}`);
      });
    },
    ({ value: { kl, training }, issues }) => {
      if (!areSound(issues, 'training.epochs', 'kl.snapshots')) return;
      const { epochs } = training;
      kl.snapshots.forEach((name, i) => {
        const epoch = epochOf(name, epochs);
        if (epoch <= epochs) return;
        const there =
          epochs === 0
            ? 'init or final, as training.epochs is 0'
            : `init, final or an epoch up to ${epochs}, which training.epochs is`;
        const remedy = `leave it out, or give ${epoch} ${epoch === 1 ? 'epoch' : 'epochs'}`;
        refuse(issues, ['kl', 'snapshots', i], `expected ${there}, not ${JSON.stringify(name)}; ${remedy}`);
      });
    },
  );

export type MeasuredNetwork = z.output<typeof networkParameters>;

/** A moment of a training that is looked at: its name, and after how many epochs it is. */
interface Snapshot {
  readonly name: string;
  readonly epoch: number;
}

/** The snapshots of these names, each once. */
export function snapshotsOf(names: readonly string[], epochs: number): readonly Snapshot[] {
  return [...new Set(names)].map((name) => ({ name, epoch: epochOf(name, epochs) }));
}

function epochOf(name: string, epochs: number): number {
  return name === 'init' ? 0 : name === 'final' ? epochs : Number(name.slice('epoch'.length));
}
