// node bench/scale/peers.js [--cells 40,200] [--rounds 3] [--without dvc]: one graph in rgflow, ninja, Snakemake and DVC, in
// turns: everything from the start, then with nothing to do. Whole processes, two jobs (DVC knows one), medians.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../statistics.js';
import { writeDag } from './dag-files.js';
import { rgflow, timed } from './timed.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '40,200' },
    rounds: { type: 'string', default: '3' },
    without: { type: 'string', default: '' },
  },
});
const bin = process.env.RGFLOW_PEERS_BIN ?? '';
const contenders = {
  rgflow: (folder) => rgflow(folder, 'run', 'scale.yaml'),
  ninja: (folder) => timed('ninja', ['-j', '2', '--quiet'], folder),
  snakemake: (folder) => timed(join(bin, 'snakemake'), ['--cores', '2', '--quiet'], folder),
  dvc: async (folder) => timed(join(bin, 'dvc'), ['repro', '--quiet'], folder),
};
for (const name of values.without.split(',')) delete contenders[name];

for (const cells of values.cells.split(',').map(Number)) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, { cold: [], nothing: [] }]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const folder = mkdtempSync(join(tmpdir(), `scale-${name}-`));
      writeDag(folder, cells);
      if (name === 'dvc') await timed(join(bin, 'dvc'), ['init', '--no-scm', '--quiet'], folder);
      times[name].cold.push(await run(folder));
      times[name].nothing.push(await run(folder));
      rmSync(folder, { recursive: true });
    }
  }
  for (const [name, { cold, nothing }] of Object.entries(times)) {
    const seconds = (runs, of) => (median(runs.map((run) => run[of])) / 1000).toFixed(2);
    const shown = [cold, nothing].map(
      (runs) => `${seconds(runs, 'ms')} s (${seconds(runs, 'cpuMs')} of processor time)`,
    );
    process.stdout.write(`${5 * cells} tasks, ${name}: cold ${shown[0]}, nothing to do ${shown[1]}\n`);
  }
}
