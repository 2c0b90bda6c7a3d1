import { calculator } from '../calculator.js';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

export const ising1d: PublishedStudy = {
  name: 'ising-1d',
  study: () => import('./ising-1d.study.js'),
  summary: {
    tellsApart: ['coupling', 'field'],
    query: (study) =>
      evenChoice(
        `
      select coupling, field, arg_max(flow.relative_entropy, step) as last, max(step) as steps,
             any_value(exact.relative_entropy) as asymptote, any_value(published.relative_entropy) as published
      from ising_flow as flow
      join (from ising_asymptote where scheme = 'exact') as exact using (study, coupling, field)
      left join (from ising_asymptote where scheme = 'published-fit') as published using (study, coupling, field)
      where flow.study = ${study} and flow.dimension = 1
      group by all`,
        'coupling',
      ),
    columns: [
      { header: 'K', value: 'coupling' },
      { header: 'h', value: 'field' },
      { header: 'n', value: 'steps', digits: 0 },
      { header: 's(n)', value: 'last', digits: 9 },
      { header: 's(∞)', value: 'asymptote', digits: 9 },
      { header: 'fit (2.35)', value: 'published', digits: 9 },
    ],
  },
  figures: {
    'ising-1d-flow': titled(
      'Relative entropy of the Ising chain along decimation',
      () => import('./ising-1d-flow.figure.js'),
    ),
    'ising-1d-asymptote': titled(
      'Asymptote of the relative entropy of the Ising chain',
      () => import('./ising-1d-asymptote.figure.js'),
    ),
    'ising-1d-information': titled(
      'Multi-information of the Ising chain along decimation',
      () => import('./ising-1d-information.figure.js'),
    ),
  },
  calculators: {
    'ising-1d': calculator({
      summary: 'the Ising chain under decimation',
      description: 'Relative entropy of the Ising chain along its decimation, exactly, N → ∞.',
      options: {
        coupling: { kind: 'number', symbol: 'K', meaning: 'coupling K = βJ', required: true },
        field: { kind: 'number', symbol: 'h', meaning: 'field h', default: 0 },
        steps: { kind: 'whole number', symbol: 'n', meaning: 'decimation steps', default: 10 },
      },
      example: '--coupling 1 --field 0.1 --steps 3',
      answer: () => import('./ising-1d.calculator.js'),
    }),
  },
};
