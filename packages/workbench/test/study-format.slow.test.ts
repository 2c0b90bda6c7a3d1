import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { examples, expectEnd } from './format-examples.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-format-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Those of one rule are in `npm test` too. */
test.each(examples.filter(({ end }) => end !== null))(
  'the worked example $number goes on from its results to the cells that it says',
  (example) => expectEnd(example, folder),
);
