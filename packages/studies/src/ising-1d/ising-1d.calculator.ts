import { chainRelativeEntropy } from '@rgflow/ising';
import type { Calculation } from '../calculator.js';
import { flowTable, flowValues } from '../lattice/flow-calculation.js';

interface ChainQuestion {
  readonly coupling: number;
  readonly field: number;
  readonly steps: number;
}

/** The Ising chain under decimation. */
export function answer({ coupling, field, steps }: ChainQuestion): Calculation {
  const flow = chainRelativeEntropy(coupling, steps, { field });
  return { json: { ...flow }, table: flowTable(flow.steps), values: flowValues(flow) };
}
