// node bench/estimates.js: what `plan` says of sizes that were never run, against what they take. Two small networks are
// trained; of six others the estimate is asked and then the run made, all in one store. On a machine with other work on it
// runs take longer than estimates by what the other work takes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { planStudy, prepareStudy, runStudy } from '@rgflow/workbench';

const known = [size(6, 128, 4000), size(8, 400, 2000)];
const asked = [
  size(3, 64, 8000),
  size(12, 128, 8000),
  size(40, 256, 4000),
  size(30, 400, 4000),
  size(20, 784, 2000),
  size(40, 784, 2000),
];

const folder = mkdtempSync(join(tmpdir(), 'estimates-'));
const store = join(folder, 'store.duckdb');
for (const given of known) await runStudy(await prepareStudy('quickstart', { set: given.set }), { store, jobs: 1 });
process.stdout.write('depth width images   estimated s   wall s   processor s   wall / estimated\n');
for (const { depth, width, train, set } of asked) {
  const prepared = await prepareStudy('quickstart', { set });
  const { estimate } = await planStudy(prepared, { store, jobs: 1 });
  const { result } = await runStudy(prepared, { store, jobs: 1 });
  const opened = await openStore(store, { mode: 'read' });
  const asking = `SELECT sum(wall_ms), sum(cpu_ms) FROM execution WHERE run_id = '${result.runId}'`;
  const [[wall, cpu]] = (await opened.query(asking)).rows;
  await opened.close();
  const columns = [depth, width, train, estimate.complete ? estimate.ms / 1000 : 'unknown', wall / 1000, cpu / 1000];
  const shown = columns.map((value) => (Number.isInteger(value) ? value : Number(value).toFixed(2)));
  process.stdout.write(`${shown.join('   ')}   ${(wall / estimate.ms).toFixed(2)}\n`);
}
rmSync(folder, { recursive: true });

function size(depth, width, train) {
  const set = [
    `network.depth=${depth}`,
    `network.width=${width}`,
    `dataset.train=${train}`,
    'dataset.validation=2000',
    'training.epochs=2',
    'network.sigmaW2=1.5',
  ];
  return { depth, width, train, set };
}
