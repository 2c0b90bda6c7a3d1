import { datasetOf } from '@rgflow/dataset';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { fourierModes } from '@rgflow/numerics/fourier-bands';
import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { areSound, refuse } from '../network/joint-checks.js';
import { trainingParameters } from '../network/training-parameters.js';

const { dataset, network, training, seed } = trainingParameters;
const { width, sigmaW2, sigmaB2, activation, output } = network.unwrap().shape;

/** The parameters of the study of bands of wavelength. */
export const wavelengthBandsParameters = z
  .strictObject({
    dataset,
    network: z
      .strictObject({
        depth: z.int().min(3).max(1000).default(20).describe('Linear maps; the output is one.'),
        ...{ width, sigmaW2, sigmaB2, activation, output },
      })
      .prefault({})
      .describe('The networks, looked at before and after training.'),
    training: training
      .unwrap()
      .extend({
        epochs: z.int().nonnegative().default(1).describe('Passes over the training images; 0: random networks alone.'),
      })
      .prefault({})
      .describe('How they are trained.'),
    bands: z
      .strictObject({
        edges: z
          .array(z.number().nonnegative())
          .min(3)
          .max(30)
          .default([0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5])
          .describe('Of the rings of wavenumbers |k|, waves per side of the image, ascending.'),
        patterns: z
          .int()
          .min(2)
          .max(1000)
          .default(16)
          .describe('M: orthogonal patterns of a ring, one of which is added.'),
        power: z.number().positive().default(1).describe('Sum of squares of a pattern, grey values from 0 to 1.'),
        images: z.int().min(2).max(5000).default(40).describe('Images that they are added to.'),
        noise: z
          .array(z.number().positive())
          .min(1)
          .max(20)
          .default([10, 1, 0.1])
          .describe('How much noise a layer has when looked at: s² over the variance of the layer.'),
        draws: z
          .int()
          .positive()
          .default(2)
          .describe('Drawings of the noise for each row that the reader is tried on.'),
      })
      .prefault({})
      .describe('What is added to the images, and how layers are looked at.'),
    lattice: z
      .strictObject({
        coupling: z.number().nonnegative().default(CRITICAL_COUPLING).describe('K of the square lattice.'),
        size: z.int().min(4).max(256).default(32).describe('Spins along a side of the torus.'),
        block: z.int().min(1).max(9).default(3).describe('Spins along a side of a block.'),
        buffer: z.int().min(0).max(20).default(1).describe('Rows between a block and those that it tells of.'),
        waves: z
          .array(z.int().nonnegative())
          .min(2)
          .max(100)
          .default([0, 1, 2, 3, 4, 5, 6, 8])
          .describe('Wavenumbers of these rows, waves per side of the torus.'),
        samples: z.int().min(2).default(4000).describe('States of a chain of cluster flips.'),
        bins: z.int().min(2).max(1000).default(24).describe('Equally probable bins of what is told of.'),
        seeds: z.int().nonnegative().default(5).describe('Of the seeds 0, 1, ..., so many from the first.'),
      })
      .prefault({})
      .describe('Block rules on the square lattice, for comparison.'),
    seed,
  })
  .check(
    withinDataset(({ bands }) => [{ path: ['bands', 'images'], images: bands.images }]),
    ({
      value: {
        dataset: { name },
        bands,
        lattice,
      },
      issues,
    }) => {
      if (!areSound(issues, 'dataset', 'bands', 'lattice')) return;
      const side = Math.sqrt(datasetOf(name).inputs);
      bands.edges.slice(1).forEach((to, band) => {
        const from = bands.edges[band]!;
        if (to <= from) {
          refuse(issues, ['bands', 'edges', band + 1], `expected more than the edge before it, ${from}`, to);
        } else if (fourierModes(side, from, to) < bands.patterns) {
          const rule = `expected a ring of at least ${bands.patterns} modes, which bands.patterns is, from ${from} on`;
          refuse(issues, ['bands', 'edges', band + 1], `${rule}; there are ${fourierModes(side, from, to)}`, to);
        }
      });
      lattice.waves.forEach((wave, n) => {
        if (wave <= lattice.size / 2) return;
        refuse(issues, ['lattice', 'waves', n], `expected at most half of lattice.size, ${lattice.size / 2}`, wave);
      });
      if (lattice.block + 2 * lattice.buffer < lattice.size) return;
      const rule = `expected more than lattice.block and twice lattice.buffer, ${lattice.block + 2 * lattice.buffer}`;
      refuse(issues, ['lattice', 'size'], rule, lattice.size);
    },
  );

export type WavelengthBandsParameters = z.output<typeof wavelengthBandsParameters>;
