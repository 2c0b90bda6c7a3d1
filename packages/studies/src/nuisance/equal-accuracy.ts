/** The comparison of deep and shallow where both classify equally well. */
export const AT_EQUAL_ACCURACY = 'deep against shallow at equal accuracy';

/**
 * SQL for claims of the deep network against the shallow one where both classify equally well, in the form of
 * `nuisance_claim`, a row for each seed, network and target: what a linear reader finds in their last hidden layers after
 * as much training as brings each to the accuracy A, the lower one of the two at the end,
 *
 *     information(A) = information(e - 1) + s (information(e) - information(e - 1)),
 *     s = (A - a(e - 1)) / (a(e) - a(e - 1)),
 *
 * with e the first epoch whose accuracy a(e) is at least A. The accuracy is that of the training, over held-out images of
 * the kind that the network was trained on. Null for a network that is better than A after its first epoch already.
 *
 * @param study  A quoted literal.
 */
export function equalAccuracyClaims(study: string): string {
  return `
      with epochs as (
        select sigma_w2, sigma_b2, activation, snapshot.output, snapshot.seed, network, snapshot.role, target, epoch, information, validation_accuracy as accuracy
        from (from nuisance_snapshot where study = ${study}) as snapshot
        join (select *, if(drawing is null, 'plain', 'nuisances') as network from training where study = ${study}) as trained
          using (sigma_w2, sigma_b2, activation, output, depth, seed, epoch, network)
      ), summed as (
        select * exclude (target, information, part), part as target, sum(information) as information
        from (select *, unnest(case when target = 'label' then ['label'] when target like 'shift-%' then ['shift', 'all nuisances']
                               else [target, 'all nuisances'] end) as part from epochs where target <> 'nothing')
        group by all
      ), ends as (
        select sigma_w2, sigma_b2, activation, output, seed, network, min(last_accuracy) as level
        from (select sigma_w2, sigma_b2, activation, output, seed, network, role, arg_max_null(accuracy, epoch) as last_accuracy from epochs group by all)
        group by all having count(last_accuracy) = 2
      ), steps as (
        select *, lag(accuracy) over training as accuracy_before, lag(information) over training as information_before
        from summed join ends using (sigma_w2, sigma_b2, activation, output, seed, network)
        window training as (partition by sigma_w2, sigma_b2, activation, output, seed, network, role, target order by epoch)
      ), at_level as (
        select sigma_w2, sigma_b2, activation, output, seed, network, role, target, level,
               arg_min_null(if(accuracy = level, information,
                 information_before + (level - accuracy_before) / (accuracy - accuracy_before) * (information - information_before)), epoch) as information
        from steps where accuracy >= level
        group by all
      )
      select sigma_w2, sigma_b2, activation, output, seed, '${AT_EQUAL_ACCURACY}' as comparison, network, 'linear' as reader, target,
             if(target = 'label', 'more', 'less') as expected, level as accuracy,
             any_value(information) filter (role = 'deep') - any_value(information) filter (role = 'shallow') as difference,
             if(difference is null, 'no snapshot of this accuracy', null) as reason
      from at_level group by all`;
}
