import type { RoundRecord } from '@rgflow/workbench';
import { counted } from './counted.js';

/** What a round begins with: `depths: round 2, 14 cells: 3 further values of network.depth`. */
export function roundLine(
  name: string,
  { number, cells, added }: { readonly number: number; readonly cells: number; readonly added: readonly RoundRecord[] },
): string {
  const all = counted(cells, 'cell');
  return number === 0
    ? `${name}: the sweep as written, ${all}`
    : `${name}: round ${number}, ${all}: ${addedText(added)}`;
}

/** `3 further values of network.depth`, `seeds at 4 places`. */
export function addedText(added: readonly RoundRecord[]): string {
  const places = counted(added.length, 'place');
  const [first] = added;
  if (first === undefined) return 'nothing further';
  if (first.rule === 'replicate') return `further seeds at ${places}`;
  return `${counted(added.length, 'further value')} of ${first.parameter}`;
}

/** How far a study has gone on from its results. */
export function roundsText(number: number, done: readonly RoundRecord[] | null): string {
  const rounds = `${counted(number, 'round')} of further cells`;
  return done === null ? `${rounds} so far` : `${rounds}; nothing further is added`;
}
