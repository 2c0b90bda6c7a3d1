import { claimColumns, testedClaims } from '../tested-claims.js';

/** SQL of what a machine was shown, as a text: 'K = 0.3', 'K = 0.05 to 0.45 (9)'. */
export const SHOWN = `if(len(couplings::double[]) = 1, format('K = {:.4g}', (couplings::double[])[1]),
               format('K = {:.4g} to {:.4g} ({})', list_min(couplings::double[]), list_max(couplings::double[]), len(couplings::double[])))`;

/**
 * SQL of the fixed points of all machines, a row for each seed, with `shown` in words. Of machines without training no
 * steps.
 */
export function rbmFixedPoints(study: string): string {
  return `select *, ${SHOWN} as shown from rbm_fixed_point where study = ${study}`;
}

/** SQL of what each seed says to the claims of the study, for `testedClaims`. */
function rbmDifferences(study: string): string {
  return `
      with points as (from (${rbmFixedPoints(study)})), controls as (
        select dimension, couplings, seed, any_value(coupling) filter (machine = 'untrained') as untrained from points group by all
      ), machines as (
        select dimension, couplings, shown, chain_steps, seed,
               any_value(coupling) filter (machine = 'trained') as coupling,
               any_value(expected_coupling) filter (machine = 'trained') as expected,
               any_value(critical_coupling) filter (machine = 'trained') as critical,
               any_value(conditional_coupling) filter (machine = 'trained') as conditional,
               any_value(variance_ratio) filter (machine = 'trained') as variance_ratio,
               any_value(coupling) filter (machine = 'shuffled') as shuffled
        from points where machine != 'untrained' group by all
      ), places as (
        select dimension, couplings, chain_steps, kept, seed, coupling - exact as difference, ${SHOWN} as shown,
               if(kind != 'pair', kind, ['nearest', 'next'][row_number() over (
                 partition by dimension, couplings, chain_steps, kept, seed, kind order by dx * dx + dy * dy)]) as place
        from rbm_coupling where study = ${study} and machine = 'trained' and len(couplings::double[]) = 1
      )
      select dimension, couplings, shown, chain_steps, 'all' as kept, seed, claim, difference from (
        select * exclude (coupling), unnest([
          {'claim': 'fixed point less that of the samples', 'difference': coupling - expected},
          {'claim': 'fixed point less K_c', 'difference': coupling - critical},
          {'claim': 'conditionals less energy', 'difference': conditional - coupling},
          {'claim': 'variance ratio less 1', 'difference': variance_ratio - 1},
          {'claim': 'trained less shuffled', 'difference': coupling - shuffled},
          {'claim': 'trained less untrained', 'difference': coupling - untrained},
          {'claim': 'most less fewest Gibbs steps', 'difference': if(chain_steps = most and most > fewest, coupling - of_fewest, null)}
        ], recursive := true), chain_steps = most and most > fewest as is_most
        from (select *, max(chain_steps) over trainings as most, min(chain_steps) over trainings as fewest,
                     arg_min_null(coupling, chain_steps) over trainings as of_fewest
              from machines join controls using (dimension, couplings, seed)
              window trainings as (partition by dimension, couplings, seed)))
      where (claim != 'fixed point less K_c' or dimension = 2) and (claim != 'most less fewest Gibbs steps' or is_most)
      union all by name
      select dimension, couplings, shown, chain_steps, kept, seed, if(place = 'field', 'field', place || ' coupling') || ' less exact' as claim, difference
      from places where place is not null`;
}

/** SQL of the tests of all claims, a row each, corrected together. */
export function rbmClaims(study: string): string {
  return testedClaims(rbmDifferences(study));
}

/** SQL of the closing table: a row for what was shown and how it was trained, a column for each claim. */
export function rbmSummary(study: string): string {
  return `
    select if(dimension = 1, 'ring', 'torus') || if(kept = 'all', '', ', decimated') as lattice, shown, chain_steps,
           ${claimColumns(CLAIMS)}
    from (${rbmClaims(study)}) group by dimension, kept, couplings, shown, chain_steps
    order by dimension desc, kept, len(couplings::double[]) desc, list_avg(couplings::double[]), chain_steps`;
}

const CLAIMS = [
  ['expected', 'fixed point less that of the samples'],
  ['critical', 'fixed point less K_c'],
  ['gibbs', 'most less fewest Gibbs steps'],
  ['conditional', 'conditionals less energy'],
  ['ratio', 'variance ratio less 1'],
  ['shuffled', 'trained less shuffled'],
  ['untrained', 'trained less untrained'],
  ['nearest', 'nearest coupling less exact'],
  ['next', 'next coupling less exact'],
  ['plaquette', 'plaquette coupling less exact'],
  ['field', 'field less exact'],
] as const;
