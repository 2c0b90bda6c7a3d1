import { square } from '@rgflow/numerics';
/**
 * K' of the triangular lattice in triangles of three spins by majority, to first order:
 *
 *     K' = 2K φ²,    φ = (e^(3K) + e^(-K)) / (e^(3K) + 3e^(-K)).
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Phys. Rev. Lett. 31, 1411 (1973).
 */
export function triangularFirstOrder(coupling: number): number {
  return 2 * coupling * square(cornerAlignment(coupling));
}

/** φ with e^(4K) divided out: of a corner spin with the majority of its triangle. */
export function cornerAlignment(coupling: number): number {
  const e = Math.exp(-4 * coupling);
  return (1 + e) / (1 + 3 * e);
}

/** dφ/dK. */
export function cornerAlignmentSlope(coupling: number): number {
  const e = Math.exp(-4 * coupling);
  return (8 * e) / square(1 + 3 * e);
}

const FIXED_COUPLING = Math.log(1 + 2 * Math.SQRT2) / 4;
const EIGENVALUE = eigenvalue(FIXED_COUPLING);

/**
 * The fixed point K* = ln(1 + 2√2)/4, where φ² = 1/2, the eigenvalue dK'/dK there, y_T = ln λ / ln √3 and ν = 1/y_T. Exactly
 * K_c = ln 3 / 4 = 0.2747 and y_T = 1.
 */
export const TRIANGULAR_FIXED_POINT = {
  coupling: FIXED_COUPLING,
  eigenvalue: EIGENVALUE,
  thermalExponent: Math.log(EIGENVALUE) / Math.log(Math.sqrt(3)),
  correlationLengthExponent: Math.log(Math.sqrt(3)) / Math.log(EIGENVALUE),
} as const;

/** 2φ² + 4Kφ φ'. */
function eigenvalue(coupling: number): number {
  const phi = cornerAlignment(coupling);
  return 2 * square(phi) + 4 * coupling * phi * cornerAlignmentSlope(coupling);
}

/**
 * The critical point of the triangular lattice, exactly: K_c = ln(3)/4, and ν = 1 as on every planar lattice, so that the
 * eigenvalue of blocks of three spins is √3.
 *
 * Source: R. M. F. Houtappel, Physica 16, 425 (1950).
 */
export const TRIANGULAR_CRITICAL_POINT = {
  coupling: Math.log(3) / 4,
  eigenvalue: Math.sqrt(3),
  thermalExponent: 1,
  correlationLengthExponent: 1,
} as const;
