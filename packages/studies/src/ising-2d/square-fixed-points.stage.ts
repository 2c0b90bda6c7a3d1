import { CRITICAL_COUPLING, truncatedFixedPoint, WILSON_FIXED_POINT, wilsonCriticalCoupling } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { fixedPointColumns } from './ising-fixed-point.columns.js';

/**
 * Fixed points of the published recursions of the square lattice beside the exact critical point: Maris and Kadanoff's with
 * α, and Wilson's of two couplings, whose critical line ends at K_c with a tangent (which is what is quoted) that ends
 * elsewhere.
 */
export const squareFixedPointsStage = defineStage({
  name: 'square-fixed-points',
  module: import.meta.url,
  params: z.strictObject({ alpha: z.number() }),
  inputs: {},
  outputs: { ising_fixed_point: table(fixedPointColumns) },
  run({ params: { alpha } }) {
    const wilson = WILSON_FIXED_POINT;
    const truncated = [...new Set([1.5, alpha])].filter((each) => each > 1);
    return {
      ising_fixed_point: [
        ...truncated.map((each) => {
          const { coupling, eigenvalue, correlationLengthExponent } = truncatedFixedPoint(each);
          return {
            scheme: `truncated, alpha = ${Number(each.toPrecision(5))}`,
            coupling_fixed: coupling,
            diagonal_fixed: null,
            eigenvalue,
            correlation_length_exponent: correlationLengthExponent,
            critical_coupling: coupling,
            critical_coupling_linear: coupling,
            reason: 'one coupling: no diagonal one',
          };
        }),
        {
          scheme: 'wilson',
          coupling_fixed: wilson.nearest,
          diagonal_fixed: wilson.diagonal,
          eigenvalue: wilson.relevantEigenvalue,
          correlation_length_exponent: wilson.correlationLengthExponent,
          critical_coupling: wilsonCriticalCoupling(),
          critical_coupling_linear: wilson.linearCriticalCoupling,
          reason: null,
        },
        {
          scheme: 'exact',
          coupling_fixed: null,
          diagonal_fixed: null,
          eigenvalue: Math.SQRT2,
          correlation_length_exponent: 1,
          critical_coupling: CRITICAL_COUPLING,
          critical_coupling_linear: null,
          reason: 'of the lattice itself, not of a recursion with a fixed point',
        },
      ],
    };
  },
});
