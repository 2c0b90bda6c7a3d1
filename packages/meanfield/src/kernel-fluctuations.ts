import type { SampleAverages } from './sample-averages.js';

/**
 * How the kernel of a layer of finite width N fluctuates from network to network, all times N: K(a, b) is the covariance,
 * over networks whose earlier layers are given, of what enters one unit for samples a and b. In the limit it is c for two
 * samples and c + d for one; about that
 *
 *     K(a, b) = G + L_a + L_b + M_ab,    K(a, a) = G + 2L_a + D + E_a,
 *
 * where G and D are those of the network, L and E vary from sample to sample and M from pair to pair, all with mean zero
 * over the samples: the parts that an exchange of samples does not mix. So seven covariances and two mean shifts are all
 * there is to the first order in 1/N.
 */
export interface KernelFluctuations {
  /** Mean of G less c and of D less d. */
  readonly meanG: number;
  readonly meanD: number;
  readonly gg: number;
  readonly gd: number;
  readonly dd: number;
  readonly ll: number;
  readonly le: number;
  readonly ee: number;
  readonly mm: number;
}

/** Layer 0 is given: nothing fluctuates. */
export const NO_FLUCTUATIONS: KernelFluctuations = {
  ...{ meanG: 0, meanD: 0, gg: 0, gd: 0, dd: 0, ll: 0, le: 0, ee: 0, mm: 0 },
};

/** Variance of K(a, a). */
export function diagonalVariance({ gg, gd, dd, ll, le, ee }: KernelFluctuations): number {
  return gg + 2 * gd + dd + 4 * (ll + le) + ee;
}

/**
 * The fluctuations of the next layer, from N units whose kernel fluctuates: what the sum over N units adds, and how the
 * mean of a unit's product follows the kernel, to first order in the covariances and to second in the mean shifts.
 *
 * @param averages  Of the layer at hand.
 *
 * Source: derived in docs/layer-information.md. The same expansion for two inputs: D. A. Roberts, S. Yaida, B. Hanin,
 * arXiv:2106.10165.
 */
export function nextFluctuations(
  before: KernelFluctuations,
  sigmaW2: number,
  averages: SampleAverages,
): KernelFluctuations {
  const { gg, w, gggg, ggw, ww, gw3, w4, g1g1, gg2, g2g2, g1g3, gg4, wSecond, wFourth } = averages;
  // How E g² and E w follow c and d, and how L and E of a sample follow those of the layer before.
  const response = {
    gOfG: g1g1 + gg2,
    gOfD: gg2,
    dOfG: wSecond / 2,
    dOfD: wSecond / 2 + g1g1,
    lOfL: g1g1 + gg2,
    lOfE: gg2 / 2,
    eOfL: wSecond,
    eOfE: wSecond / 2 + g1g1,
  };
  const { gOfG, gOfD, dOfG, dOfD, lOfL, lOfE, eOfL, eOfE } = response;
  // Second moments of the kernel of one sample, of two, and of one with two.
  const one = diagonalVariance(before);
  const twoSamples = before.gg + 2 * before.gd + before.dd;
  const pair = before.gg + 2 * before.ll + before.mm;
  const oneAndPair = before.gg + before.gd + 2 * before.ll + before.le;
  const curvatureG = (g2g2 * pair) / 2 + g1g3 * oneAndPair + (gg4 * one) / 4 + (g2g2 * twoSamples) / 4;
  // The difference of one sample and a pair, in which c has dropped out.
  const curvatureD =
    (wFourth * one) / 8 +
    g1g3 * (before.gd + before.dd + 2 * before.ll + 3 * before.le + before.ee) +
    g2g2 * (before.gd + before.dd / 2 + 2 * before.ll + 3 * before.le + (3 / 4) * before.ee - before.mm / 2);
  const squared = sigmaW2 * sigmaW2;
  return {
    meanG: sigmaW2 * (gOfG * before.meanG + gOfD * before.meanD + curvatureG),
    meanD: sigmaW2 * (dOfG * before.meanG + dOfD * before.meanD + curvatureD),
    gg: squared * (gggg - gg * gg + gOfG * gOfG * before.gg + 2 * gOfG * gOfD * before.gd + gOfD * gOfD * before.dd),
    gd:
      squared *
      (ggw - gg * w + gOfG * dOfG * before.gg + (gOfG * dOfD + gOfD * dOfG) * before.gd + gOfD * dOfD * before.dd),
    dd: squared * (ww - w * w + dOfG * dOfG * before.gg + 2 * dOfG * dOfD * before.gd + dOfD * dOfD * before.dd),
    ll: squared * (ggw + lOfL * lOfL * before.ll + 2 * lOfL * lOfE * before.le + lOfE * lOfE * before.ee),
    le: squared * (gw3 + lOfL * eOfL * before.ll + (lOfL * eOfE + lOfE * eOfL) * before.le + lOfE * eOfE * before.ee),
    ee: squared * (w4 - ww + eOfL * eOfL * before.ll + 2 * eOfL * eOfE * before.le + eOfE * eOfE * before.ee),
    mm: squared * (ww + g1g1 * g1g1 * before.mm),
  };
}
