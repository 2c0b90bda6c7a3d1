import type { RoundRecord } from '@rgflow/workbench';

/** What a round begins with: `depths: round 2, 14 cells: 3 further values of network.depth`. */
export function roundLine(
  name: string,
  { number, cells, added }: { readonly number: number; readonly cells: number; readonly added: readonly RoundRecord[] },
): string {
  const all = `${cells} ${cells === 1 ? 'cell' : 'cells'}`;
  return number === 0
    ? `${name}: the sweep as written, ${all}`
    : `${name}: round ${number}, ${all}: ${addedText(added)}`;
}

/** `3 further values of network.depth`, `seeds at 4 places`. */
export function addedText(added: readonly RoundRecord[]): string {
  const places = `${added.length} ${added.length === 1 ? 'place' : 'places'}`;
  const [first] = added;
  if (first === undefined) return 'nothing further';
  if (first.rule === 'replicate') return `further seeds at ${places}`;
  return `${added.length} further ${added.length === 1 ? 'value' : 'values'} of ${first.parameter}`;
}

/** How far a study has gone on from its results. */
export function roundsText(number: number, done: readonly RoundRecord[] | null): string {
  const rounds = `${number} ${number === 1 ? 'round' : 'rounds'} of further cells`;
  return done === null ? `${rounds} so far` : `${rounds}; nothing further is added`;
}
