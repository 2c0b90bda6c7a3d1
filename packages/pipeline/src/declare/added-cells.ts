import type { AxisValue } from './axis.js';
import type { GridSource } from './sweep-source.js';

/** Cells that are added to a sweep: of one of its grids, every combination of these values. */
export interface Addition {
  /** The number of the grid whose formulas and conditions hold for them. */
  readonly grid: number;
  /** Values by path: of every parameter that the grid varies, and perhaps of further ones. */
  readonly values: Readonly<Record<string, readonly AxisValue[]>>;
}

/** The grids of a sweep with those of additions behind them. */
export function withAdditions(grids: readonly GridSource[], additions: readonly Addition[]): readonly GridSource[] {
  const added = additions.map(({ grid, values }): GridSource => {
    const origin = grids[grid]!;
    const factors = Object.entries(values).map(([path, list]) => {
      return { paths: [path], rows: list.map((value) => [value]), at: ['sweep', path] };
    });
    const formulas = new Map([...origin.formulas].filter(([path]) => !(path in values)));
    return { ...origin, factors, formulas };
  });
  return [...grids, ...added];
}
