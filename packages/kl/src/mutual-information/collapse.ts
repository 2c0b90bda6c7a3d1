/**
 * The layer in which a curve falls below a level, between two layers by a straight line: 0 if it begins below, NaN if it
 * never does.
 *
 * @param values  By layer, from layer 0 on.
 */
export function collapseLayer(values: readonly number[], level: number): number {
  const layer = values.findIndex((value) => value < level);
  if (layer <= 0) return layer === 0 ? 0 : Number.NaN;
  const [before, after] = [values[layer - 1]!, values[layer]!];
  return layer - 1 + (before - level) / (before - after);
}

/** (1/2) ln M, nats: where the mutual information of M samples counts as lost, half of what they have. */
export function collapseLevel(samples: number): number {
  return Math.log(samples) / 2;
}
