/** Looks that are deep enough to count, x >= 1.5, as the fits take them. */
const DEEP = 'scaled >= 1.5';

/**
 * SQL of how far the layers of each network are from what is predicted, relative to infinite width, means over the looks: a
 * row for each network and σ_w².
 *
 * @param study  A quoted literal.
 */
export function lossesByNetwork(study: string): string {
  const mean = (of: string) => `estimate(${of}).mean`;
  return `
    select activation, sigma_b2, correlation, noise_scale, units, sigma_w2, seed, any_value(xi_c) as xi_c, any_value(xi_c / units) as size,
           ${mean('1 - layer / infinite_width')} as earlier, ${mean('1 - finite_width / infinite_width')} as earlier_predicted
    from information_loss
    where study = ${study} and ${DEEP}
    group by all`;
}

/** SQL of the scatter about the common curve by each scale, with the correction of finite width; a row for each network. */
export function qualityByNetwork(study: string): string {
  return `
    select activation, sigma_b2, correlation, noise_scale, scaling, seed, scatter
    from loss_quality
    where study = ${study} and whose = 'networks' and size_order = (select max(size_order) from loss_quality where study = ${study})`;
}

/** Corrections to scaling of the fit that is shown: with none theory itself has another exponent, with more errors grow. */
export const CORRECTIONS = 1;
