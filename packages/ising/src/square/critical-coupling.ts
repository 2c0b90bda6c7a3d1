/**
 * The critical coupling of the isotropic square lattice, K_c = arsinh(1)/2 = ln(1 + √2)/2, where sinh 2K_c = 1.
 *
 * Source: H. A. Kramers and G. H. Wannier, Phys. Rev. 60, 252 (1941); L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export const CRITICAL_COUPLING = 0.4406867935097715;
