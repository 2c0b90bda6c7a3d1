import {
  decimateCheckerboard,
  enumerateTorus,
  exactSquareRelativeEntropy,
  truncatedRelativeEntropy,
} from '@rgflow/ising';
import { type Calculation, CalculatorError } from '../calculator.js';
import { flowTable, flowValues } from '../lattice/flow-calculation.js';

interface SquareQuestion {
  readonly coupling: number;
  readonly scheme: 'truncated' | 'exact' | 'enumeration' | 'couplings';
  readonly steps?: number | undefined;
  readonly alpha?: number | undefined;
  readonly size?: number | undefined;
}

/** The square lattice under checkerboard decimation: as published, exactly, or a small torus by enumeration. */
export function answer(question: SquareQuestion): Calculation {
  refuseForeignOptions(question);
  const { coupling, scheme, steps, alpha, size = 4 } = question;
  switch (scheme) {
    case 'truncated': {
      const flow = truncatedRelativeEntropy(coupling, steps ?? 12, alpha === undefined ? {} : { alpha });
      return { json: { ...flow }, table: flowTable(flow.steps), values: flowValues(flow) };
    }
    case 'exact': {
      const { asymptoteBound, ...flow } = exactSquareRelativeEntropy(coupling, { steps: steps ?? 2 });
      const told = flow.steps.map(({ relativeEntropyBound: error, ...step }) => ({ ...step, error }));
      return {
        json: { ...flow, steps: told, asymptoteError: asymptoteBound },
        table: flowTable(flow.steps),
        values: flowValues({ ...flow, asymptoteBound }),
      };
    }
    case 'enumeration': {
      const torus = enumerateTorus(coupling, size);
      return {
        json: { ...torus },
        table: flowTable(torus.steps),
        values: [
          { symbol: 'ln Z', value: torus.logPartition, meaning: `of the ${size} × ${size} torus` },
          { symbol: 'u', value: torus.energyPerBond, meaning: 'correlation of neighbours' },
          { symbol: 'S', value: torus.entropy, meaning: 'entropy, nats' },
        ],
      };
    }
    case 'couplings': {
      const couplings = decimateCheckerboard(coupling);
      return {
        json: { ...couplings },
        values: [
          { symbol: 'K₀′', value: couplings.constant, meaning: 'per retained spin' },
          { symbol: 'K′', value: couplings.nearest, meaning: 'nearest neighbours of the new lattice' },
          { symbol: 'L′', value: couplings.diagonal, meaning: 'next-nearest neighbours' },
          { symbol: 'M′', value: couplings.plaquette, meaning: 'the four spins of a square' },
        ],
      };
    }
    default:
      return scheme satisfies never;
  }
}

/** @throws {CalculatorError} for an option that its scheme does not know: it would be without effect. */
function refuseForeignOptions({ scheme, steps, alpha, size }: SquareQuestion): void {
  const foreign = [
    ...(alpha !== undefined && scheme !== 'truncated' ? ['--alpha is of --scheme truncated'] : []),
    ...(size !== undefined && scheme !== 'enumeration' ? ['--size is of --scheme enumeration'] : []),
    ...(steps !== undefined && scheme === 'couplings'
      ? ['--steps is not of --scheme couplings, which is one step']
      : []),
    ...(steps !== undefined && scheme === 'enumeration'
      ? ['--steps is not of --scheme enumeration, which decimates to the last spin']
      : []),
  ];
  if (foreign.length > 0) {
    throw new CalculatorError(`calc ising-2d: ${foreign.join('; ')}; here the scheme is ${scheme}. Leave it out.`);
  }
}
