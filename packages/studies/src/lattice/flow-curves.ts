import type { Series, SqlRow } from '@rgflow/drawing';
import { distinct, numberOf, sequentialColours, valuesToDraw } from '@rgflow/drawing';

/** The couplings of some rows that a figure has room for: the preferred ones where they are there. */
export function couplingsToDraw(rows: readonly SqlRow[], preferred: readonly number[], count = 8): readonly number[] {
  return valuesToDraw(distinct(rows.map((row) => numberOf(row, 'coupling'))), preferred, count);
}

/** One curve over the decimation steps for each coupling, in its colour and with its K at the end. */
export function flowSeries(rows: readonly SqlRow[], couplings: readonly number[], column: string): readonly Series[] {
  const colours = sequentialColours(couplings.length);
  return couplings.map((coupling, index) => ({
    points: rows
      .filter((row) => numberOf(row, 'coupling') === coupling)
      .map((row) => ({ x: numberOf(row, 'step'), y: numberOf(row, column) })),
    colour: colours[index]!,
    label: couplingLabel(coupling),
    dots: 2.2,
  }));
}

/** K to four digits: '0.4407', '1'. */
function couplingLabel(coupling: number): string {
  return String(Number(coupling.toPrecision(4)));
}
