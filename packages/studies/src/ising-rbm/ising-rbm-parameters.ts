import { z } from 'zod';
import { machineParameters } from '../machines/machine-parameters.js';

const coupling = z.number().min(0).max(100);

const spins = z
  .strictObject({
    dimension: z
      .union([z.literal(1), z.literal(2)], 'expected 1 or 2')
      .default(2)
      .describe('A ring, or a square lattice closed to a torus.'),
    sites: z.int().min(8).max(4096).default(64).describe('Of the lattice; of a torus the square of an even number.'),
    couplings: z
      .array(coupling)
      .min(1)
      .max(100)
      .default([0.4])
      .describe('K of the samples that a machine is shown, as many at each.'),
    samples: z.int().positive().default(12_000).describe('To train on.'),
  })
  .prefault({})
  .describe('What the machines are shown.');

const machine = z
  .strictObject({
    hiddenPerSpin: z.number().positive().max(8).default(1).describe('Hidden units of a machine for each spin it sees.'),
  })
  .prefault({})
  .describe('The machines.');

const flow = z
  .strictObject({
    starts: z
      .array(coupling)
      .min(2)
      .max(50)
      .default([0, 0.2, 0.44, 0.7, 1.5])
      .describe('K of the samples that are reconstructed, ascending.'),
    chains: z.int().min(2).default(100).describe('Samples from each start.'),
    steps: z.int().min(2).default(1000).describe('Reconstructions of each; the last half makes the fixed point.'),
  })
  .prefault({})
  .describe('The flow of couplings by reconstruction.');

export const isingRbmParameters = {
  spins,
  machine,
  training: machineParameters.training,
  flow,
  likelihood: machineParameters.likelihood,
  seed: z.int().nonnegative().default(0).describe('Names every random stream.'),
} as const;

export type IsingRbmParameters = {
  readonly spins: z.output<typeof spins>;
  readonly machine: z.output<typeof machine>;
  readonly training: z.output<(typeof machineParameters)['training']>;
  readonly flow: z.output<typeof flow>;
  readonly likelihood: z.output<(typeof machineParameters)['likelihood']>;
  readonly seed: number;
};

/** Sites along a ring or a side of a torus. */
export function sideOf({ dimension, sites }: IsingRbmParameters['spins']): number {
  return dimension === 1 ? sites : Math.round(Math.sqrt(sites));
}
