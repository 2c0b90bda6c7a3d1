import {
  TRIANGULAR_CRITICAL_POINT,
  TRIANGULAR_FIXED_POINT,
  triangularCriticalCoupling,
  triangularSecondOrderFixedPoint,
} from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { fixedPointColumns } from './block-fixed-point.columns.js';

/**
 * The critical point of the triangular lattice in triangles by majority, to first and second order, beside the exact one.
 */
export const triangularFixedPointsStage = defineStage({
  name: 'triangular-fixed-points',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: {},
  outputs: { block_fixed_point: table(fixedPointColumns) },
  run() {
    const first = TRIANGULAR_FIXED_POINT;
    const second = triangularSecondOrderFixedPoint();
    return {
      block_fixed_point: [
        {
          lattice: 'triangular',
          scheme: 'first order',
          nearest: first.coupling,
          next_nearest: 0,
          third: 0,
          critical_coupling: first.coupling,
          linear_critical_coupling: first.coupling,
          eigenvalue: first.eigenvalue,
          thermal_exponent: first.thermalExponent,
          correlation_length_exponent: first.correlationLengthExponent,
          reason: null,
        },
        {
          lattice: 'triangular',
          scheme: 'second order',
          nearest: second.couplings.nearest,
          next_nearest: second.couplings.nextNearest,
          third: second.couplings.third,
          critical_coupling: triangularCriticalCoupling(),
          linear_critical_coupling: second.linearCriticalCoupling,
          eigenvalue: second.eigenvalues[0],
          thermal_exponent: second.thermalExponent,
          correlation_length_exponent: second.correlationLengthExponent,
          reason: null,
        },
        EXACT,
      ],
    };
  },
});

const EXACT = {
  lattice: 'triangular',
  scheme: 'exact',
  nearest: null,
  next_nearest: null,
  third: null,
  critical_coupling: TRIANGULAR_CRITICAL_POINT.coupling,
  linear_critical_coupling: null,
  eigenvalue: TRIANGULAR_CRITICAL_POINT.eigenvalue,
  thermal_exponent: TRIANGULAR_CRITICAL_POINT.thermalExponent,
  correlation_length_exponent: TRIANGULAR_CRITICAL_POINT.correlationLengthExponent,
  reason: 'where a fixed point lies is up to the rule of the blocks',
};
