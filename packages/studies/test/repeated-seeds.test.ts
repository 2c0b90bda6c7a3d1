import type { SqlRow } from '@rgflow/drawing';
import { expect, test } from 'vitest';
import { studies } from '../src/index.js';

/** Figures of means over seeds, and what each tells apart. */
const figures: readonly (readonly [study: string, figure: string, swept: string])[] = [
  ['abstraction-autoencoder', 'abstraction-autoencoder', 'training, n, rung, depth and seed'],
  ['abstraction-autoencoder', 'abstraction-autoencoder-sampled', 'training, n, rung, depth and seed'],
  ['abstraction-autoencoder', 'abstraction-autoencoder-breadth', 'training, n, rung, depth and seed'],
  ['abstraction-dbn', 'abstraction-dbn', 'rung and seed'],
  ['abstraction-dbn', 'abstraction-dbn-controls', 'rung and seed'],
  ['abstraction-planted', 'abstraction-planted', 'planting, g and seed'],
  ['activations', 'kl-activations', 'activation, σ_w² and seed'],
  ['boltzmann-marginalisation', 'boltzmann-flow', 'g, depth and seed'],
  ['boltzmann-marginalisation', 'boltzmann-visible', 'g, depth and seed'],
  ['fixed-points', 'fixed-points-chains', 'law and seed'],
  ['fixed-points', 'fixed-points-cumulants', 'law and seed'],
  ['ising-rbm', 'rbm-couplings', 'dimension, couplings, Gibbs steps and seed'],
  ['ising-rbm', 'rbm-fixed-points', 'dimension, couplings, Gibbs steps and seed'],
  ['ising-rbm', 'rbm-flow', 'dimension, couplings, Gibbs steps and seed'],
  ['learned-rules', 'learned-rules', 'the coupling and seed'],
  ['plateau', 'plateau', 'σ_w², depth and seed'],
];

test.each(figures)('%s: the figure %s refuses a sweep of more than it tells apart', async (study, name, swept) => {
  const { figure } = await studies.find((door) => door.name === study)!.figures[name]!();
  const twice: SqlRow = { networks: 4, seeds: 2 };
  const answers = Object.fromEntries(Object.keys(figure.queries(`'${study}'`)).map((query) => [query, [twice]]));
  expect(() => figure.draw(answers)).toThrow(
    `the study sweeps more than ${swept}; run it with one value of the others.`,
  );
});
