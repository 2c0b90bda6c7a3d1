import { chainRelativeEntropy } from '@rgflow/ising';
import type { Calculation } from './calculation.js';
import { flowTable, flowValues } from './flow.js';

export interface ChainQuestion {
  readonly coupling: number;
  readonly field: number;
  readonly steps: number;
}

/** The Ising chain under decimation. */
export function isingChain({ coupling, field, steps }: ChainQuestion): Calculation {
  const flow = chainRelativeEntropy(coupling, steps, { field });
  return { json: { ...flow }, table: flowTable(flow.steps), values: flowValues(flow) };
}
