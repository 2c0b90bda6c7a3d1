import { testedClaims } from '../tested-claims.js';
import { bendsByNetwork, ofLaterHalf, RANDOM, ratesByNetwork } from './information-curves.js';
import { trainingChanges } from './training-change.js';

/**
 * SQL of the claims about the information inside a layer, each family a set of tests of its own with Holm's correction; a
 * row for each claim as `testedClaims` has it. A difference is of one network; networks of one seed have the same normal
 * numbers behind them, so that tests of several σ_w² are no independent ones, which Holm's correction allows.
 *
 * | family | difference |
 * |---|---|
 * | 'infinite width' | T/N of the last layer less what infinite width has |
 * | 'finite width' | the same less what theory with its first correction has |
 * | 'ordered' | r_T over the later half of the layers less 1/2, in the ordered phase |
 * | 'bend of r_T', 'bend of r_D' | b at the transition, over the later half of the layers |
 * | 'kink' | b of r_T less b of r_D, which is zero without a kink and in deep layers not |
 * | 'kink, predicted' | the same less what theory has for these layers |
 * | 'sharper than a curve' | that at the least h less h/h' times that at the next: near zero for a smooth curve |
 * | 'training' | T/N after training less before, in the last layer of full width |
 * | 'larger weights' | the same with the weights of both in one random order |
 * | 'arrangement' | the one less the other |
 *
 * @param study  A quoted literal.
 */
export function informationClaims(study: string): string {
  return FAMILIES.map(({ family, differences }) => {
    return `select '${family}' as family, * from (${testedClaims(differences(study))})`;
  }).join('\n    union all by name\n    ');
}

const last = (study: string, against: string) => `
      select width, sigma_w2, seed, multi_information - ${against} as difference
      from layer_information
      where study = ${study} and ${RANDOM}
        and layer = (select max(layer) from layer_information where study = ${study} and input_second_moment is not null)`;

const bends = (study: string, difference: string) => `
      select width, h, first_layer, last_layer, seed, ${difference} as difference
      from (${ofLaterHalf(bendsByNetwork(study))})`;

const trained = (study: string, difference: string) => `
      select width, output, sigma_w2, layer, seed, ${difference} as difference
      from (${trainingChanges(study)})
      where layer = (select max(layer) from (${trainingChanges(study)}))`;

/** The differences of a family, one row for each network; a set of corrected tests each. */
const FAMILIES: readonly { readonly family: string; readonly differences: (study: string) => string }[] = [
  { family: 'infinite width', differences: (study) => last(study, 'infinite_width') },
  { family: 'finite width', differences: (study) => last(study, 'finite_width') },
  {
    family: 'ordered',
    differences: (study) => `
      select width, sigma_w2, seed, r_t - 0.5 as difference
      from (${ofLaterHalf(ratesByNetwork(study))})
      where sigma_w2 < (select min(sigma_w2_critical) from information_kink where study = ${study})`,
  },
  { family: 'bend of r_T', differences: (study) => bends(study, 'bend_t') },
  { family: 'bend of r_D', differences: (study) => bends(study, 'bend_d') },
  { family: 'kink', differences: (study) => bends(study, 'bend_t - bend_d') },
  {
    family: 'kink, predicted',
    differences: (study) => bends(study, 'bend_t - bend_d - (bend_t_infinite_width - bend_d_infinite_width)'),
  },
  {
    family: 'sharper than a curve',
    differences: (study) => `
      with bends as (${ofLaterHalf(bendsByNetwork(study))}), pair as (
        select least as near, (select min(h) from bends where h > least) as far from (select min(h) as least from bends)
      )
      select close.width, close.h, far, close.first_layer, close.last_layer, close.seed,
             close.bend_t - close.bend_d - close.h / wide.h * (wide.bend_t - wide.bend_d) as difference
      from pair join bends as close on close.h = pair.near
      join bends as wide on wide.h = pair.far and (wide.activation, wide.width, wide.sigma_b2, wide.seed) = (close.activation, close.width, close.sigma_b2, close.seed)`,
  },
  { family: 'training', differences: (study) => trained(study, 'difference') },
  { family: 'larger weights', differences: (study) => trained(study, 'shuffled_difference') },
  { family: 'arrangement', differences: (study) => trained(study, 'difference - shuffled_difference') },
];
