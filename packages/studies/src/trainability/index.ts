import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

export const trainability: PublishedStudy = {
  name: 'trainability',
  study: () => import('./trainability.study.js'),
  summary: {
    tellsApart: ['network.sigmaW2', 'network.depth', 'network.activation', 'network.output'],
    query: (study) =>
      evenChoice(
        `
      select sigma_w2, activation, output, count(*) as networks, max(accuracy) as best, max(depth) filter (accuracy > 0.5) as deepest,
             (logistic_crossing(depth, accuracy, 0.5)).crossing as half, (logistic_crossing(depth, accuracy, 0.5)).lower as half_lower,
             (logistic_crossing(depth, accuracy, 0.5)).upper as half_upper, half / any_value(xi_c) as half_in_xi_c,
             any_value(xi_c) as xi_c, 2 * pi() * any_value(xi_c) as two_pi_xi_c,
             count(*) filter (status = 'stopped') as stopped, count(*) filter (status = 'diverged') as diverged
      from (
        select sigma_w2, sigma_b2, activation, output, depth, seed, arg_max_null(validation_accuracy, epoch) as accuracy, arg_max(status, epoch) as status
        from training where study = ${study} group by all) as networks
      left join (
        select sigma_w2 as theory_w2, sigma_b2 as theory_b2, activation as theory_activation, xi_c
        from correlation_length where study = ${study}) as theory
        on theory_b2 = sigma_b2 and theory_activation = activation and abs(theory_w2 - sigma_w2) < 1e-9
      group by sigma_w2, activation, output`,
        'activation, output, sigma_w2',
      ),
    columns: [
      { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
      { header: 'activation', value: 'activation' },
      { header: 'output', value: 'output' },
      { header: 'networks', value: 'networks', digits: 0 },
      { header: 'best accuracy', value: 'best', digits: 3 },
      { header: 'deepest above 1/2', value: 'deepest', digits: 0 },
      { header: 'half above at', value: 'half', digits: 1 },
      { header: 'from', value: 'half_lower', digits: 1 },
      { header: 'to', value: 'half_upper', digits: 1 },
      { header: 'half in ξ_c', value: 'half_in_xi_c', digits: 2 },
      { header: 'ξ_c', value: 'xi_c', digits: 1 },
      { header: '2π ξ_c', value: 'two_pi_xi_c', digits: 1 },
      { header: 'stopped', value: 'stopped', digits: 0 },
      { header: 'diverged', value: 'diverged', digits: 0 },
    ],
  },
  figures: {
    trainability: titled('Which deep networks can be trained', () => import('./trainability.figure.js')),
  },
};
