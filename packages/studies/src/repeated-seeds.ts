import { FigureError, type SqlRow } from '@rgflow/drawing';

/** Columns of a mean over seeds: how many networks it is of, and how many seeds these have. Theory is of no seed. */
export const NETWORKS_AND_SEEDS = 'count(*) as networks, greatest(1, count(distinct seed)) as seeds';

/**
 * Refuses means in which a seed occurs twice: the study sweeps something that the figure would silently average over. Rows
 * without these columns are no means.
 *
 * @param swept  What the figure tells apart, in words.
 * @throws {FigureError}
 */
export function refuseRepeatedSeeds(rows: readonly SqlRow[], swept = 'σ_w² and seed'): void {
  if (!rows.some((row) => Number(row.networks ?? 0) > Number(row.seeds ?? 0))) return;
  throw new FigureError(`the study sweeps more than ${swept}; run it with one value of the others.`);
}
