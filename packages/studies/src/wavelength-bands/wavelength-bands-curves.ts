/** What a network is, but for its seed. */
export const NETWORK = 'activation, width, depth, sigma_w2, sigma_b2';

/** Bounds and reader as one column `told`, named by `measure`: a row each, of the layers of full width. */
const told = (study: string) => `
      select ${NETWORK}, snapshot, seed, grid, band, wavenumber, layer, noise, replace(measure, 'mi_', '') as measure, told
      from (from band_information where study = ${study} and units = width)
      unpivot (told for measure in (mi_lower, mi_upper, reader))`;

/**
 * SQL of what each network tells of each band, a row for each snapshot, grid, band, noise and measure ('lower', 'upper',
 * 'reader'): `first`, in layer 0, and `lost`, that less the mean over the layers after it.
 *
 * @param study  A quoted literal.
 */
function lostByNoise(study: string): string {
  return `
    select ${NETWORK}, snapshot, seed, grid, band, wavenumber, noise, measure,
           any_value(told) filter (layer = 0) as first, first - estimate(if(layer > 0, told, null)).mean as lost
    from (${told(study)})
    group by all`;
}

/** SQL of the same as means over the noises. */
export function lostByBand(study: string): string {
  return `
    select ${NETWORK}, snapshot, seed, grid, band, wavenumber, measure, estimate(first).mean as first, estimate(lost).mean as lost
    from (${lostByNoise(study)})
    group by all`;
}

/**
 * SQL of slopes against the wavenumber, nats for one wave per side, a row for each network, snapshot and measure: of what is
 * lost (`lost`, and `lost_permuted` of the permuted grid, in which wavelength means nothing) and of what layer 0 tells.
 */
export function slopesByNetwork(study: string): string {
  const slope = (of: string, grid: string) => `regr_slope(${of}, wavenumber) filter (grid = '${grid}')`;
  return `
    select ${NETWORK}, snapshot, seed, measure, ${slope('lost', 'image')} as lost, ${slope('lost', 'permuted')} as lost_permuted,
           ${slope('first', 'image')} as first, ${slope('first', 'permuted')} as first_permuted
    from (${lostByBand(study)})
    group by all`;
}
