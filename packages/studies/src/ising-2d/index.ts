import { calculator } from '../calculator.js';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

export const ising2d: PublishedStudy = {
  name: 'ising-2d',
  study: () => import('./ising-2d.study.js'),
  summary: {
    tellsApart: ['coupling'],
    query: (study) => {
      const entropyAt = (scheme: string, step: number) =>
        `max(relative_entropy) filter (scheme = '${scheme}' and step = ${step})`;
      return evenChoice(
        `
      select coupling, ${entropyAt('truncated', 1)} as truncated_1, ${entropyAt('exact', 1)} as exact_1, ${entropyAt('exact', 2)} as exact_2,
             max(relative_entropy_bound) filter (scheme = 'exact' and step = 2) as exact_2_bound,
             arg_max(relative_entropy, step) filter (scheme = 'truncated') as truncated_last,
             (select max(relative_entropy) from ising_asymptote as limits where limits.study = flow.study
                and limits.dimension = 2 and limits.scheme = 'exact' and limits.coupling = flow.coupling) as asymptote
      from ising_flow as flow
      where study = ${study} and dimension = 2
      group by study, coupling`,
        'coupling',
      );
    },
    columns: [
      { header: 'K', value: 'coupling', digits: 4, swept: true },
      { header: 's(1) truncated', value: 'truncated_1', digits: 6 },
      { header: 's(1)', value: 'exact_1', digits: 6 },
      { header: 's(2)', value: 'exact_2', bound: 'exact_2_bound', digits: 6 },
      { header: 's(∞) truncated', value: 'truncated_last', digits: 6 },
      { header: 's(∞)', value: 'asymptote', digits: 6 },
    ],
  },
  figures: {
    'ising-2d-flow': titled(
      'Relative entropy of the square lattice along decimation, as published and exactly',
      () => import('./ising-2d-flow.figure.js'),
    ),
    'ising-2d-asymptote': titled(
      'Asymptote of the relative entropy of the square lattice, as published and exactly',
      () => import('./ising-2d-asymptote.figure.js'),
    ),
    'ising-2d-information': titled(
      'Multi-information of the square lattice along decimation',
      () => import('./ising-2d-information.figure.js'),
    ),
    'ising-2d-torus': titled(
      'A small torus decimated to its last spin, by enumeration',
      () => import('./ising-2d-torus.figure.js'),
    ),
  },
  calculators: {
    'ising-2d': calculator({
      summary: 'the square lattice under decimation: as published, exactly, or a small torus',
      description:
        'Relative entropy of the square lattice along checkerboard decimation. truncated: the published flow of one coupling. ' +
        'exact: steps 0, 1, 2 and the asymptote of the infinite lattice. enumeration: a small torus. couplings: all that one exact step makes of nearest neighbours.',
      options: {
        coupling: { kind: 'number', symbol: 'K', meaning: 'coupling K = βJ', required: true },
        scheme: {
          kind: ['truncated', 'exact', 'enumeration', 'couplings'],
          symbol: 'scheme',
          meaning: 'how',
          required: true,
        },
        steps: { kind: 'whole number', symbol: 'n', meaning: 'decimation steps (default: truncated 12, exact 2)' },
        alpha: {
          kind: 'number',
          symbol: 'a',
          meaning: 'of the truncated flow (default: α* = 1.6045, which has the exact K_c)',
        },
        size: { kind: 'whole number', symbol: 'L', meaning: 'of the torus (default: 4)' },
      },
      example: '--coupling 0.4 --scheme enumeration --size 4 --json',
      answer: () => import('./ising-2d.calculator.js'),
    }),
  },
};
