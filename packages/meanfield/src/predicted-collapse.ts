import type { MeanFieldNumbers } from './mean-field.js';

/**
 * The layer in which a bound on what a layer with Gaussian noise tells of its input falls to half of ln M, in the ordered
 * phase:
 *
 *     ξ_c ln[2 N q* (1 - ρ_0) / (c s² ln M)], at least 0.
 *
 * If all pairs had one distance D = 2Nq*(1 - ρ), a bound with the kernel exp(-D/κ) would be half of ln M where D = (κ/2)
 * ln M, to 1/√M, and 1 - ρ falls as exp(-l/ξ_c). The lower bound has κ = 8s² and so c = 4, the upper one κ = 2s² and c =
 * 1: their layers are ξ_c ln 4 apart, whatever the network and the noise.
 *
 * @param correlation  ρ_0, of the preactivations of layer 0, as `meanCorrelation` gives it.
 * @param units        N, of a layer.
 * @param noise        s², the variance of the noise of a unit.
 * @param samples      M, the inputs, which are equally probable.
 */
export function predictedCollapse(
  bound: 'lower' | 'upper',
  { qStar, xiC }: Pick<MeanFieldNumbers, 'qStar' | 'xiC'>,
  { correlation, units, noise, samples }: Record<'correlation' | 'units' | 'noise' | 'samples', number>,
): number {
  const c = bound === 'lower' ? 4 : 1;
  return Math.max(0, xiC * Math.log((2 * units * qStar * (1 - correlation)) / (c * noise * Math.log(samples))));
}
