import type { Difference } from '@rgflow/workbench';
import type { Colors } from './colors.js';

/** What differs between two pre-images, a line each: `    param    sigmaW2  1.5 → 1.6`. */
export function differenceLines(differences: readonly Difference[], { dim }: Colors): readonly string[] {
  const names = Math.max(0, ...differences.map(({ name }) => name.length));
  return differences.map(({ kind, name, before, after }) => {
    return `    ${kind.padEnd(7)}  ${name.padEnd(names)}  ${short(before)} ${dim('→')} ${short(after)}`;
  });
}

/** Of a digest, the beginning. */
export function short(value: string | null): string {
  if (value === null) return 'none';
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : value;
}
