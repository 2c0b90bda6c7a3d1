import { logCosh } from '@rgflow/numerics';

/**
 * A torus of weakly coupled spins: of ln Z all bonds by themselves, of their correlations the first term. Where Onsager's
 * modes are large numbers whose difference is small, this has more digits; what is left out is of the order K² in u, and K³
 * in ln Z per site.
 *
 * @param coupling       0 <= K <= WEAK_TORUS.
 * @param rows, columns  m, n >= 1; Infinity for a strip. Two sites that are neighbours twice have both bonds in one, and a
 *                       site that is its own neighbour has a bond of energy -K.
 */
export function weakTorus(
  coupling: number,
  rows: number,
  columns: number,
): { readonly logPartitionPerSite: number; readonly energyPerBond: number; readonly entropyPerSite: number } {
  const [vertical, horizontal] = [bondsAlong(rows, coupling), bondsAlong(columns, coupling)];
  const logPartitionPerSite = Math.LN2 + vertical.logarithm + horizontal.logarithm;
  const energyPerBond = (vertical.correlation + horizontal.correlation) / 2;
  return { logPartitionPerSite, energyPerBond, entropyPerSite: logPartitionPerSite - 2 * coupling * energyPerBond };
}

/** Below it the first term is better. */
export const WEAK_TORUS = 1e-6;

/** What a ring of so many sites adds to ln Z per site, and the correlation of neighbours. */
function bondsAlong(length: number, coupling: number): { readonly logarithm: number; readonly correlation: number } {
  if (length === 1) return { logarithm: coupling, correlation: 1 };
  if (length === 2) return { logarithm: logCosh(2 * coupling) / 2, correlation: 2 * coupling };
  return { logarithm: logCosh(coupling), correlation: coupling };
}
