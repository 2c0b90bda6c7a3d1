import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { openStore } from '@rgflow/store';
import { expect, test } from 'vitest';
import { drawFigure } from '../src/figure-file.js';
import { figureOfStudy } from '../src/figures.js';

test('a figure of a study that was never run says what to run, not what SQL makes of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-figures-'));
  const store = join(folder, 'empty.duckdb');
  await (await openStore(store)).close();
  const { study, ask, ...figure } = await figureOfStudy('plateau', { store });
  await expect(drawFigure(figure, study, ask)).rejects.toThrow(
    'plateau: the store has no run of this study; `rgflow run plateau` starts one.',
  );
  rmSync(folder, { recursive: true });
});

test('a figure of a study that an earlier version ran says to run it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-figures-'));
  const store = join(folder, 'earlier.duckdb');
  const packed = readFileSync(new URL('../../store/test/fixtures/store-format-1.duckdb.br', import.meta.url));
  writeFileSync(store, brotliDecompressSync(packed));
  const { study, ask, ...figure } = await figureOfStudy('ising-2d-flow', { store });
  await expect(drawFigure(figure, study, ask)).rejects.toThrow(
    'ising-2d: its tables in the store have no column relative_entropy_bound: the run was not asked for what fills it, or an earlier version of rgflow ran it; `rgflow run ising-2d` runs it as its file says.',
  );
  rmSync(folder, { recursive: true });
});
