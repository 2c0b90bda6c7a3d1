// node bench/scale [--cells 1000,10000,100000]: what an instance costs in a first run, in a run with nothing to do and in a
// plan, beyond the start; resident memory, the size of the file; then one stage of a million rows.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../statistics.js';
import { writeDag } from './dag-files.js';
import { rgflow } from './timed.js';

const { values } = parseArgs({ options: { cells: { type: 'string', default: '1000,10000,100000' } } });
const print = (line) => process.stdout.write(`${line}\n`);
const size = (folder) => statSync(join(folder, 'store.duckdb')).size;

print(
  `${cpus()[0].model} · ${cpus().length} cores · ${Math.round(totalmem() / 2 ** 30)} GiB · Node ${process.versions.node}`,
);
const start = await measured(1);
for (const cells of values.cells.split(',').map(Number)) {
  const { first, nothing, plan, bytes } = await measured(cells);
  const instances = 5 * cells;
  const each = (name, of) => `${name} ${((1000 * (of.ms - start[name].ms)) / instances).toFixed(1)} us, ${of.peak} MB`;
  print(
    `${cells} x 5: ${each('first', first)}; ${each('nothing', nothing)}; ${each('plan', plan)}; ` +
      `${Math.round(bytes / instances)} bytes an instance`,
  );
}
const folder = mkdtempSync(join(tmpdir(), 'scale-'));
writeFileSync(join(folder, 'rows.yaml'), 'study: scale-rows\n');
const rows = await rgflow(folder, 'run', 'rows.yaml');
print(
  `1,000,000 rows of four: ${(rows.ms / 1000).toFixed(1)} s, ${rows.peak} MB; ${(size(folder) / 4e6).toFixed(1)} bytes a value`,
);
rmSync(folder, { recursive: true });

/** Medians of three, but for the first run. */
async function measured(cells) {
  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  writeDag(folder, cells);
  const first = await rgflow(folder, 'run', 'scale.yaml');
  const bytes = size(folder);
  const [nothing, plan] = [[], []];
  for (let round = 0; round < 3; round++) {
    nothing.push(await rgflow(folder, 'run', 'scale.yaml'));
    plan.push(await rgflow(folder, 'plan', 'scale.yaml'));
  }
  rmSync(folder, { recursive: true });
  return { first, nothing: middle(nothing), plan: middle(plan), bytes };
}

function middle(runs) {
  return { ms: median(runs.map(({ ms }) => ms)), peak: Math.max(...runs.map(({ peak }) => peak)) };
}
