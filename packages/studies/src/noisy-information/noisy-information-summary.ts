import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import type { StudySummary } from '../study-summary.js';
import { CORRECTIONS, qualityByNetwork } from './noisy-information-curves.js';

/** How layers collapse, one line for each kind of inputs and convention of the noise. */
export const noisyInformationSummary: StudySummary = {
  tellsApart: ['network.activation', 'network.sigmaB2'],
  note:
    'scatter: of ln(layer) about the common curve by ξ_c, with correction of finite width, and by its square root; ν, σ_c²: exponent and place of the ' +
    'divergence of the scale by the collapse alone; ω: what a finite width takes off goes with (ξ_c/N)^ω',
  query: (study) => `
    with quality as (
      select activation, sigma_b2, correlation, noise_scale, ${meanOverSeeds('scatter')}
      from (${qualityByNetwork(study)}) where scaling = 'xi_c' group by all
    ), half as (
      select activation, sigma_b2, correlation, noise_scale, ${meanOverSeeds('scatter', { as: 'half' })}
      from (${qualityByNetwork(study)}) where scaling = 'xi_c^(1/2)' group by all
    ), divergences as (
      select activation, sigma_b2, correlation, noise_scale, ${meanOverSeeds('exponent', { as: 'nu' })}, ${meanOverSeeds('sigma_w2_critical', { as: 'critical' })},
             any_value(sigma_w2_theory) as critical_theory
      from loss_divergence where study = ${study} and whose = 'networks' and corrections = ${CORRECTIONS} group by all
    ), sizes as (
      select activation, sigma_b2, correlation, noise_scale, ${meanOverSeeds('size_exponent', { as: 'omega' })}
      from loss_size where study = ${study} and whose = 'networks' group by all
    ), theory as (
      select activation, sigma_b2, correlation, noise_scale, ${meanOf('exponent')} as nu_theory
      from loss_divergence where study = ${study} and whose = 'infinite width' and corrections = ${CORRECTIONS} group by all
    )
    from quality join half using (activation, sigma_b2, correlation, noise_scale)
    join divergences using (activation, sigma_b2, correlation, noise_scale)
    left join sizes using (activation, sigma_b2, correlation, noise_scale)
    left join theory using (activation, sigma_b2, correlation, noise_scale)
    order by activation, sigma_b2, correlation desc, noise_scale`,
  columns: [
    { header: 'activation', value: 'activation' },
    { header: 'σ_b²', value: 'sigma_b2', onlyIfSwept: true },
    { header: 'ρ_0', value: 'correlation', digits: 2, swept: true },
    { header: 's² in', value: 'noise_scale' },
    ...(
      [
        ['scatter by ξ_c', 'scatter', 3],
        ['by √ξ_c', 'half', 3],
        ['ν', 'nu', 2],
      ] as const
    ).map(([header, value, digits]) => ({
      ...{ header, value, digits, standardError: `${value}_se`, seeds: `${value}_seeds` },
      errorOf: 'networks' as const,
    })),
    { header: 'ν of N = ∞', value: 'nu_theory', digits: 2 },
    {
      ...{ header: 'σ_c²', value: 'critical', digits: 3, standardError: 'critical_se', seeds: 'critical_seeds' },
      errorOf: 'networks',
    },
    { header: 'σ_c² of theory', value: 'critical_theory', digits: 3 },
    {
      ...{ header: 'ω', value: 'omega', digits: 2, standardError: 'omega_se', seeds: 'omega_seeds' },
      errorOf: 'networks',
    },
  ],
};
