import { meanOverSeeds } from '../mean-over-seeds.js';
import type { StudySummary } from '../study-summary.js';
import { testedClaims } from '../tested-claims.js';
import { NETWORK, slopesByNetwork } from './wavelength-bands-curves.js';

/** Whether short wavelengths are lost first, one line for each kind of network and measure. */
export const wavelengthBandsSummary: StudySummary = {
  tellsApart: ['network.activation', 'network.width', 'network.depth', 'network.sigmaW2', 'network.sigmaB2'],
  note:
    'slopes against the wavenumber, nats for one wave per side: of what layers after the first have lost, less that of a grid of permuted pixels; ' +
    'higher: short wavelengths are lost first',
  query: (study) => `
    with slopes as (
      select ${NETWORK}, snapshot, measure, ${meanOverSeeds('lost')}, ${meanOverSeeds('lost_permuted', { as: 'permuted' })}
      from (${slopesByNetwork(study)}) group by all
    ), tests as (${testedClaims(`
      select ${NETWORK}, snapshot, measure, seed, lost - lost_permuted as difference from (${slopesByNetwork(study)})`)})
    from slopes join tests using (${NETWORK}, snapshot, measure)
    order by activation, sigma_w2, snapshot desc, measure`,
  columns: [
    { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
    { header: 'activation', value: 'activation', onlyIfSwept: true },
    { header: 'width', value: 'width', digits: 0, onlyIfSwept: true },
    { header: 'depth', value: 'depth', digits: 0, onlyIfSwept: true },
    { header: 'σ_b²', value: 'sigma_b2', onlyIfSwept: true },
    { header: 'network', value: 'snapshot' },
    { header: 'by', value: 'measure' },
    {
      ...{ header: 'slope of what is lost', value: 'lost', digits: 4, standardError: 'lost_se', seeds: 'lost_seeds' },
      errorOf: 'networks',
    },
    {
      ...{ header: 'permuted', value: 'permuted', digits: 4, standardError: 'permuted_se', seeds: 'permuted_seeds' },
      errorOf: 'networks',
    },
    {
      ...{ header: 'difference', value: 'difference', digits: 4, standardError: 'difference_se', seeds: 'some_seeds' },
      errorOf: 'networks',
    },
    { header: 'p, Holm', value: 'p_holm', digits: 3 },
    { header: 'verdict', value: 'verdict' },
  ],
};
