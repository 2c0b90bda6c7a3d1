import { DomainError } from '@rgflow/numerics';

/**
 * The divergence in the unit of the paper's figures 7 and 8:
 *
 *     kl / [ (N/2) ln(2πe σ_w²) ].
 *
 * The paper calls the divisor the entropy of the initial layer. It is not: σ_w² is the variance of the *weights* (times the
 * units); the reference layer has the variance v_0 = σ_w² x²/N + σ_b², whose entropy (N/2) ln(2πe v_0) is smaller: 2.75
 * times at σ_w² = 1.5 and 2.19 times at 3.5, for the mean of a hundred images of MNIST and σ_b² = 0.05. Kept under its own
 * name so that the figures can be compared; nothing else uses it.
 *
 * @param kl       Of the whole layer, nats.
 * @param units    N, 784 in the paper.
 * @param sigmaW2  σ_w², above 1/(2πe) = 0.0585, where the divisor changes its sign.
 * @throws {DomainError}  if units is not positive or sigmaW2 is not above 1/(2πe).
 *
 * @example
 * normaliseKl(784, { units: 784, sigmaW2: 1.5 }); // 0.6166
 *
 * Source: the authors' notebook (GitHub ro-jefferson/entropy_dnn), which plots the curves of arXiv:2107.06898.
 */
export function normaliseKl(
  kl: number,
  { units, sigmaW2 }: { readonly units: number; readonly sigmaW2: number },
): number {
  const perUnit = publishedUnit(sigmaW2);
  if (!(units > 0) || !(perUnit > 0)) {
    throw new DomainError(
      `normaliseKl: units is ${units} and sigmaW2 ${sigmaW2}; expected units above 0 and sigmaW2 above 1/(2 pi e) = 0.0585, ` +
        'where the normalisation is positive.',
    );
  }
  return kl / (units * perUnit);
}

/** The unit of a divergence per unit in the paper's figures 7 and 8, (1/2) ln(2πe σ_w²) nats: negative below 0.0585. */
export function publishedUnit(sigmaW2: number): number {
  return Math.log(2 * Math.PI * Math.E * sigmaW2) / 2;
}
