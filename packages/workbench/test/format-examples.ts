import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';
import { runStudy } from '../src/run-study.js';

/** A worked example of docs/study-format.md. */
export interface FormatExample {
  readonly number: string;
  readonly cells: number;
  /** How many there are once nothing further follows from the results; null where nothing does. */
  readonly end: number | null;
  readonly text: string;
}

const page = readFileSync(fileURLToPath(new URL('../../../docs/study-format.md', import.meta.url)), 'utf8');

export const examples: readonly FormatExample[] = [
  ...page.matchAll(/^(\d+)\. .*?\*\*(\d+) cells(?:, (\d+) in the end)?\*\*\n\n```yaml\n(.*?)```/gms),
].map(([, number, cells, end, text]) => ({
  number: number!,
  cells: Number(cells),
  end: end === undefined ? null : Number(end),
  text: text!,
}));

/** Runs one that goes on from its results, round after round. */
export async function expectEnd({ number, end, text }: FormatExample, folder: string): Promise<void> {
  const store = join(folder, `example-${number}.duckdb`);
  const file = join(folder, `example-${number}.yaml`);
  writeFileSync(file, text);
  const { result, prepared, rounds } = await runStudy(await prepareStudy(file), { store, jobs: 1 });
  expect(result.status).toBe('complete');
  const ends = rounds!.done!.map(({ reason }) => reason);
  for (const reason of ends) expect(reason).toMatch(/resolved to|differ by more|at most|the most that/);
  expect(prepared.cells).toBe(end);
}
