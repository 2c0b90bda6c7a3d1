/**
 * SQL for validation accuracies of two depths at one training loss, the lowest that every network of both has come to: a row
 * for each σ_w² and functions of the network, with `equal_loss` and `equal_from`, `equal_to`, each with its standard error
 * and how many seeds it is the mean of.
 *
 * The loss of an epoch is the mean over its batches, so it is that of the middle of the epoch, and the accuracy is that of
 * its end. Both are taken between epochs on straight lines. There is no row where a network comes to the loss before its
 * first epoch ends, as where those of the other depth never learn: of it there is no accuracy to go on from.
 *
 * @param training  SQL of the rows of `training`.
 * @param ends      SQL of rows with `depth_from` and `depth_to` by sigma_w2, activation and output.
 */
export function accuraciesAtEqualLoss(training: string, ends: string): string {
  const sideOf = (end: string) => {
    const own = `if(depth = depth_${end}, accuracy, null)`;
    return `
             estimate(${own}).mean as equal_${end}, estimate(${own}).se as equal_${end}_se, estimate(${own}).count as equal_${end}_networks`;
  };
  return `
      with compared as (
        select sigma_w2, activation, training.output, depth_from, depth_to, depth, seed, epoch, train_loss, validation_accuracy,
               lag(train_loss) over network as loss_before
        from ${training} as training join ${ends} as pair using (sigma_w2, activation, output)
        where depth_from < depth_to and depth in (depth_from, depth_to)
        window network as (partition by sigma_w2, activation, training.output, depth, seed order by epoch)
      ), reached as (
        select sigma_w2, activation, output, max(lowest) as equal_loss
        from (select sigma_w2, activation, output, depth, seed, min(train_loss) as lowest from compared group by all)
        group by all
      ), crossings as (
        -- In epochs since the start: the loss of epoch n stands at n - 1/2.
        select sigma_w2, activation, output, depth, seed, equal_loss,
               arg_min_null(epoch - 1.5 + (loss_before - equal_loss) / (loss_before - train_loss), epoch) as crossing
        from compared join reached using (sigma_w2, activation, output)
        where train_loss <= equal_loss
        group by all
      ), at_loss as (
        select sigma_w2, activation, output, depth_from, depth_to, depth, seed, equal_loss,
               sum(validation_accuracy * (1 - abs(epoch - crossing))) filter (abs(epoch - crossing) < 1 and crossing >= 1) as accuracy
        from compared left join crossings using (sigma_w2, activation, output, depth, seed)
        group by all
      )
      select sigma_w2, activation, output, equal_loss,${sideOf('from')},${sideOf('to')}
      from at_loss group by all having count(accuracy) = count(*)`;
}
