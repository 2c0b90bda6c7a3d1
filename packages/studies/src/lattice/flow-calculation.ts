import type { Calculation } from '../calculator.js';

/** A step of any of the flows. */
interface Step {
  readonly step: number;
  readonly coupling?: number | null;
  readonly field?: number;
  readonly constant?: number | null;
  readonly relativeEntropy: number;
  readonly relativeEntropyUnnormalised: number;
  readonly relativeEntropyBound?: number;
}

/** Steps as a table, with a column for all that the flow tells of a step; a field that is zero throughout is left out. */
export function flowTable(steps: readonly Step[]): NonNullable<Calculation['table']> {
  const columns: readonly { header: string; value: (step: Step) => number | null | undefined; shown: boolean }[] = [
    { header: 'n', value: (step) => step.step, shown: true },
    { header: 'K', value: (step) => step.coupling, shown: steps.some((step) => step.coupling !== undefined) },
    { header: 'h', value: (step) => step.field, shown: steps.some(({ field = 0 }) => field !== 0) },
    { header: 'K₀', value: (step) => step.constant, shown: steps.some((step) => step.constant !== undefined) },
    { header: 's', value: (step) => step.relativeEntropy, shown: true },
    { header: 's − (1 − 2⁻ⁿ)', value: (step) => step.relativeEntropyUnnormalised, shown: true },
    {
      header: 'error of s',
      value: (step) => step.relativeEntropyBound,
      shown: steps.some((step) => step.relativeEntropyBound !== undefined),
    },
  ];
  const shown = columns.filter((column) => column.shown);
  return {
    headers: shown.map(({ header }) => header),
    rows: steps.map((step) => shown.map(({ value }) => value(step) ?? null)),
  };
}

export function flowValues(flow: {
  readonly asymptote: number;
  readonly asymptoteBound?: number;
  readonly freeEnergyPerSite: number;
}): Calculation['values'] {
  const { asymptote, asymptoteBound, freeEnergyPerSite } = flow;
  return [
    {
      symbol: 's(∞)',
      value: asymptote,
      ...(asymptoteBound === undefined ? {} : { error: asymptoteBound }),
      meaning: 'relative entropy after infinitely many steps, per N ln 2',
    },
    { symbol: '−ln Z / N', value: freeEnergyPerSite, meaning: 'free energy per site, nats' },
  ];
}
