import { DomainError } from '@rgflow/numerics';

/**
 * The Ising chain, H = -Σᵢ [K₀ + K σᵢ σᵢ₊₁ + (h/2)(σᵢ + σᵢ₊₁)], with p = e^(-H)/Z: K₀ is `constant`, K is `coupling`, h is
 * `field`. All dimensionless (β taken in); the full field on a spin is h. K < 0 is the antiferromagnet.
 *
 * Source: eq. (2.8) of arXiv:2107.06898 with a field.
 */
export interface ChainCouplings {
  readonly constant: number;
  readonly coupling: number;
  readonly field: number;
}

/** @throws {DomainError} naming `where`, unless all three are finite. */
export function checkCouplings(where: string, { constant, coupling, field }: ChainCouplings): void {
  if (Number.isFinite(constant) && Number.isFinite(coupling) && Number.isFinite(field)) return;
  throw new DomainError(
    `${where}: the couplings are K = ${coupling}, h = ${field}, K₀ = ${constant}; all three must be finite numbers.`,
  );
}
