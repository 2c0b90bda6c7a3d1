import { claimColumns, testedClaims } from '../tested-claims.js';

/**
 * SQL of the feature layers of all networks at all epochs, a row for each seed, with the first and the last epoch
 * marked.
 */
export function featureLayers(study: string): string {
  return `
      select *, epoch = 0 as untrained, epoch = max(epoch) over (partition by law, network, trained_on, seed) as trained
      from feature_layer where study = ${study} and layer = layers`;
}

/** SQL of what each seed says to the claims of the study, for `testedClaims`. */
function fixedPointsDifferences(study: string): string {
  return `
      with features as (from (${featureLayers(study)})), ends as (
        select law, network, seed,
               any_value(columns(* exclude (law, network, trained_on, seed, untrained, trained)))
                 filter (trained_on = 'drawn' and trained) as '\\0',
               any_value(coupling) filter (trained_on = 'drawn' and untrained) as coupling_untrained,
               any_value(best_coupling) filter (trained_on = 'drawn' and untrained) as best_untrained,
               any_value(correlation_squared) filter (trained_on = 'drawn' and untrained) as correlation_untrained,
               any_value(excess_kurtosis) filter (trained_on = 'drawn' and untrained) as kurtosis_untrained,
               any_value(absolute_skewness) filter (trained_on = 'drawn' and untrained) as skewness_untrained,
               any_value(correlation_squared) filter (trained_on = 'shuffled' and trained) as correlation_shuffled
        from features group by law, network, seed
      )
      select law, network, seed, claim, difference from (
        select law, network, seed, unnest([
          {'claim': 'coupling', 'difference': coupling},
          {'claim': 'coupling of untrained', 'difference': coupling_untrained},
          {'claim': 'coupling less permuted', 'difference': coupling - permuted_coupling},
          {'claim': 'best order above independent', 'difference': best_coupling - best_null},
          {'claim': 'best order less untrained', 'difference': best_coupling - best_untrained},
          {'claim': 'best order less decimated', 'difference': best_coupling - flow_coupling},
          {'claim': 'dependence', 'difference': correlation_squared},
          {'claim': 'dependence less untrained', 'difference': correlation_squared - correlation_untrained},
          {'claim': 'dependence less shuffled', 'difference': correlation_squared - correlation_shuffled},
          {'claim': 'kurtosis', 'difference': excess_kurtosis},
          {'claim': 'kurtosis of untrained', 'difference': kurtosis_untrained},
          {'claim': '|kurtosis| less untrained', 'difference': abs(excess_kurtosis) - abs(kurtosis_untrained)},
          {'claim': '|kurtosis| less block sums', 'difference': abs(excess_kurtosis) - abs(flow_kurtosis)},
          {'claim': '|kurtosis| of untrained less block sums', 'difference': abs(kurtosis_untrained) - abs(flow_kurtosis)},
          {'claim': 'skewness less untrained', 'difference': absolute_skewness - skewness_untrained}
        ], recursive := true) from ends)
      where (law like '%-chain %') = (claim not like '%kurtosis%' and claim not like 'skewness%')
        and (claim != 'best order less decimated' or law like 'ising-chain %')
        and (claim != 'dependence less shuffled' or network = 'autoencoder')`;
}

/** SQL of the tests of all claims, a row each, corrected together. */
export function fixedPointsClaims(study: string): string {
  return testedClaims(fixedPointsDifferences(study));
}

/** SQL of the closing table: a row for each law and network, a column for each claim. */
export function fixedPointsSummary(study: string): string {
  return `
    select law, network, ${claimColumns(CLAIMS)}
    from (${fixedPointsClaims(study)}) group by law, network order by law not like '%-chain %', law, network`;
}

const CLAIMS = [
  ['coupling', 'coupling'],
  ['coupling_untrained', 'coupling of untrained'],
  ['permuted', 'coupling less permuted'],
  ['best', 'best order above independent'],
  ['best_untrained', 'best order less untrained'],
  ['decimated', 'best order less decimated'],
  ['dependence', 'dependence'],
  ['dependence_untrained', 'dependence less untrained'],
  ['dependence_shuffled', 'dependence less shuffled'],
  ['kurtosis', 'kurtosis'],
  ['of_untrained', 'kurtosis of untrained'],
  ['kurtosis_untrained', '|kurtosis| less untrained'],
  ['block_sums', '|kurtosis| less block sums'],
  ['untrained_block_sums', '|kurtosis| of untrained less block sums'],
  ['skewness_untrained', 'skewness less untrained'],
] as const;
