import { meanOverSeeds } from '../mean-over-seeds.js';
import type { StudySummary } from '../study-summary.js';
import { informationByLayer, ofLaterHalf, ratesByNetwork } from './information-curves.js';

/** Multi-information of the last layer and what the later half of the layers adds, one line for each width and σ_w². */
export const layerInformationSummary: StudySummary = {
  tellsApart: ['network.activation', 'network.sigmaB2'],
  note:
    'T: multi-information of the units of the last layer; r_T, r_D: what a layer adds to it and to the divergence from independent ' +
    'units, over the later half of the layers; predicted: of the same layers and width, deep: of infinitely many',
  query: (study) => `
    with last as (
      from (${informationByLayer(study)}) qualify layer = max(layer) over ()
    ), rates as (
      select activation, width, sigma_w2, sigma_b2, ${meanOverSeeds('r_t')}, ${meanOverSeeds('r_d')},
             any_value(r_t_finite_width) as r_t_predicted, any_value(r_d_infinite_width) as r_d_predicted
      from (${ofLaterHalf(ratesByNetwork(study))})
      group by all
    )
    select last.*, r_t, r_t_se, r_t_seeds, r_t_predicted, r_d, r_d_se, r_d_seeds, r_d_predicted,
           multi_information_rate as r_t_deep, push_forward_rate as r_d_deep
    from last join rates using (activation, width, sigma_w2, sigma_b2)
    left join (from information_rate where study = ${study}) as deep
      on (deep.activation, deep.sigma_b2) = (last.activation, last.sigma_b2) and abs(deep.sigma_w2 - last.sigma_w2) < 1e-9
    order by activation, sigma_b2, width, sigma_w2`,
  columns: [
    { header: 'N', value: 'width', digits: 0 },
    { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
    { header: 'activation', value: 'activation', onlyIfSwept: true },
    { header: 'σ_b²', value: 'sigma_b2', onlyIfSwept: true },
    { header: 'layer', value: 'layer', digits: 0 },
    {
      header: 'T/N',
      value: 'multi_information',
      standardError: 'multi_information_se',
      errorOf: 'networks',
      seeds: 'some_seeds',
      digits: 4,
    },
    { header: 'T/N predicted', value: 'finite_width', digits: 4 },
    { header: 'T/N, N = ∞', value: 'infinite_width', digits: 4 },
    { header: 'r_T', value: 'r_t', standardError: 'r_t_se', errorOf: 'networks', seeds: 'r_t_seeds', digits: 4 },
    { header: 'r_T predicted', value: 'r_t_predicted', digits: 4 },
    { header: 'r_T deep', value: 'r_t_deep', digits: 4 },
    { header: 'r_D', value: 'r_d', standardError: 'r_d_se', errorOf: 'networks', seeds: 'r_d_seeds', digits: 4 },
    { header: 'r_D predicted', value: 'r_d_predicted', digits: 4 },
    { header: 'r_D deep', value: 'r_d_deep', digits: 4 },
  ],
};
