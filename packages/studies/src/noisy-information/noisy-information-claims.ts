import { testedClaims } from '../tested-claims.js';
import { lossesByNetwork, qualityByNetwork } from './noisy-information-curves.js';

/**
 * SQL of the claims about noisy information as an order parameter, each family a set of tests of its own with Holm's
 * correction; a row for each claim as `testedClaims` has it. A difference is of one network (of a number of networks, one of
 * each width), or a pseudo-value of the jackknife.
 *
 * | family | difference |
 * |---|---|
 * | 'earlier' | 1 - l/l_∞, mean over the noises |
 * | 'finite width' | the same less what the first correction of finite width has |
 * | 'scale' | ln of the scale by the collapse less that of ξ_c, over the first σ_w² |
 * | 'collapse' | scatter by another scale less that by ξ_c |
 * | 'exponent', 'critical point' | ν by the collapse less 1, where it diverges less theory; with corrections to scaling |
 * | 'exponent of theory', 'critical point of theory' | the same less what the same fit has for infinite width |
 * | 'exponent of size' | ω less 1 |
 *
 * @param study  A quoted literal.
 */
export function noisyInformationClaims(study: string): string {
  return FAMILIES.map(({ family, differences }) => {
    return `select '${family}' as family, * from (${testedClaims(differences(study))})`;
  }).join('\n    union all by name\n    ');
}

const losses = (study: string, difference: string) => `
      select correlation, noise_scale, units, sigma_w2, seed, ${difference} as difference from (${lossesByNetwork(study)})`;

const divergences = (study: string, difference: string) => `
      select found.correlation, found.noise_scale, found.corrections, found.seed, ${difference} as difference
      from loss_divergence as found join loss_divergence as theory using (activation, sigma_b2, correlation, noise_scale, corrections)
      where found.study = ${study} and theory.study = ${study} and found.whose = 'networks' and theory.whose = 'infinite width'`;

/** The differences of a family, one row for each network; a set of corrected tests each. */
const FAMILIES: readonly { readonly family: string; readonly differences: (study: string) => string }[] = [
  { family: 'earlier', differences: (study) => losses(study, 'earlier') },
  { family: 'finite width', differences: (study) => losses(study, 'earlier - earlier_predicted') },
  {
    family: 'scale',
    differences: (study) => `
      select correlation, noise_scale, sigma_w2, seed, log_scale - log_xi_c as difference
      from loss_scale
      where study = ${study} and whose = 'networks' and log_xi_c > 0`,
  },
  {
    family: 'collapse',
    differences: (study) => `
      with quality as (${qualityByNetwork(study)})
      select other.correlation, other.noise_scale, other.scaling, other.seed, other.scatter - xi.scatter as difference
      from quality as other join quality as xi using (activation, sigma_b2, correlation, noise_scale, seed)
      where xi.scaling = 'xi_c' and other.scaling not in ('xi_c', 'best')`,
  },
  {
    family: 'exponent',
    differences: (study) => `${divergences(study, 'found.exponent - 1')} and found.corrections > 0`,
  },
  {
    family: 'critical point',
    differences: (study) =>
      `${divergences(study, 'found.sigma_w2_critical - found.sigma_w2_theory')} and found.corrections > 0`,
  },
  { family: 'exponent of theory', differences: (study) => divergences(study, 'found.exponent - theory.exponent') },
  {
    family: 'critical point of theory',
    differences: (study) => divergences(study, 'found.sigma_w2_critical - theory.sigma_w2_critical'),
  },
  {
    family: 'exponent of size',
    differences: (study) => `
      select correlation, noise_scale, seed, size_exponent - 1 as difference
      from loss_size
      where study = ${study} and whose = 'networks'`,
  },
];
