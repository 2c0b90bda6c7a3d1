import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
