import { testedClaims } from '../tested-claims.js';
import { NETWORK, slopesByNetwork } from './wavelength-bands-curves.js';

/**
 * SQL of the claims about wavelengths, each family a set of tests of its own with Holm's correction; a row for each claim as
 * `testedClaims` has it. Slopes are against the wavenumber, in nats for one wave per side, of means over the noises.
 *
 * | family | difference |
 * |---|---|
 * | 'lost' | slope of what is lost after layer 0 less that of the permuted grid: the verdict |
 * | 'lost, permuted' | the latter alone: the control, in which wavelength means nothing |
 * | 'first layer' | slope of what layer 0 tells less that of the permuted grid |
 * | 'trained against random' | the first, after training less before |
 * | 'block rule' | slope of what a block rule tells of the waves of the rows beside it, of one chain of states |
 * | 'majority against decimation' | what a majority tells of a wavelength less what the middle spin does |
 *
 * @param study  A quoted literal.
 */
export function wavelengthBandsClaims(study: string): string {
  return FAMILIES.map(({ family, differences }) => {
    return `select '${family}' as family, * from (${testedClaims(differences(study))})`;
  }).join('\n    union all by name\n    ');
}

const slopes = (study: string, difference: string) => `
      select ${NETWORK}, snapshot, measure, seed, ${difference} as difference from (${slopesByNetwork(study)})`;

/** The differences of a family, one row for each network or chain; a set of corrected tests each. */
const FAMILIES: readonly { readonly family: string; readonly differences: (study: string) => string }[] = [
  { family: 'lost', differences: (study) => slopes(study, 'lost - lost_permuted') },
  { family: 'lost, permuted', differences: (study) => slopes(study, 'lost_permuted') },
  { family: 'first layer', differences: (study) => slopes(study, 'first - first_permuted') },
  {
    family: 'trained against random',
    differences: (study) => `
      select ${NETWORK}, measure, seed, any_value(difference) filter (snapshot = 'final') - any_value(difference) filter (snapshot = 'init') as difference
      from (${slopes(study, 'lost - lost_permuted')})
      group by all`,
  },
  {
    family: 'block rule',
    differences: (study) => `
      select coupling, rule, seed, regr_slope(information - unrelated, wavenumber) as difference
      from block_wavelength where study = ${study} and wavenumber > 0
      group by all`,
  },
  {
    family: 'majority against decimation',
    differences: (study) => `
      select coupling, wavenumber, seed, any_value(information) filter (rule = 'majority') - any_value(information) filter (rule = 'decimation') as difference
      from block_wavelength where study = ${study}
      group by all`,
  },
];
