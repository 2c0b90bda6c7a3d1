import type { Series } from './line-panel.js';

/** From where to where a level goes, what it is called, and its colour. */
export interface LevelOptions {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly colour: string;
}

/** A value of y that curves are read against, dashed. Unlike that of a `Rule` its label stands in the column with theirs. */
export function level(y: number, { from, to, label, colour }: LevelOptions): Series {
  const points = [from, to].map((x) => ({ x, y }));
  return { points, colour, line: 'dashed', width: 1, label };
}
