/**
 * K' of the triangular lattice in triangles of three spins by majority, to first order:
 *
 *     K' = 2K φ²,    φ = (e^(3K) + e^(-K)) / (e^(3K) + 3e^(-K)).
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Phys. Rev. Lett. 31, 1411 (1973).
 */
export function triangularFirstOrder(coupling: number): number {
  return 2 * coupling * alignment(coupling) ** 2;
}

/** φ with e^(4K) divided out: of a corner spin with the majority of its triangle. */
function alignment(coupling: number): number {
  const e = Math.exp(-4 * coupling);
  return (1 + e) / (1 + 3 * e);
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

/** 2φ² + 4Kφ φ', with φ' = 8e^(4K) / (e^(4K) + 3)². */
function eigenvalue(coupling: number): number {
  const x = Math.exp(4 * coupling);
  const phi = alignment(coupling);
  return 2 * phi ** 2 + (4 * coupling * phi * 8 * x) / (x + 3) ** 2;
}
