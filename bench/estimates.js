// node bench/estimates.js: what `plan` says of sizes that were never run, against what they take. Two small networks are
// trained; of six others, up to 150 times as large, the estimates are asked, and then the runs made.
//
//     --backwards   two large ones are trained first, and small ones asked
//     --stages      each stage on a line of its own
//
// The last columns are of processor time, estimated by the same rule from the processor time of the same executions: on a
// machine with other work on it wall times say nothing, and those still hold.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { planStudy, prepareStudy, runStudy } from '@rgflow/workbench';
import { Costs } from '../packages/workbench/dist/progress/costs.js';

// Each with as many images for validation as no other has, so that no two share a data set.
const small = [size(6, 128, 4000, 2000), size(8, 400, 2000, 2001)];
const large = [size(20, 784, 2000, 2002), size(40, 784, 2000, 2003)];
const others = [
  size(3, 64, 8000, 2004),
  size(12, 128, 8000, 2005),
  size(40, 256, 4000, 2006),
  size(30, 400, 4000, 2007),
];
const backwards = process.argv.includes('--backwards');
const [known, asked] = backwards ? [large, [...small, ...others]] : [small, [...others, ...large]];

const folder = mkdtempSync(join(tmpdir(), 'estimates-'));
const store = join(folder, 'store.duckdb');
const { costs } = await studies.find(({ name }) => name === 'quickstart').study();
const executions = [];
for (const { set } of known) executions.push(...(await run(await prepareStudy('quickstart', { set }))));
const processor = new Costs(timingsOf(executions), costs);
const estimates = [];
for (const each of asked) {
  const prepared = await prepareStudy('quickstart', { set: each.set });
  const { stages, estimate } = await planStudy(prepared, { store, jobs: 1 });
  if (!estimate.complete) throw new Error(`no comparable run for depth ${each.depth}, width ${each.width}`);
  const wall = new Map(stages.map(({ stage, workMs }) => [stage, workMs]));
  estimates.push({ ...each, prepared, wall, cpu: sums(prepared.plan.nodes, (node) => processor.ms(node)) });
}
const title = [
  'depth',
  'width',
  'images',
  'estimated s',
  'wall s',
  'ratio',
  'estimated processor s',
  'processor s',
  'ratio',
];
process.stdout.write(`${title.join('   ')}\n`);
for (const { depth, width, train, prepared, wall, cpu } of estimates) {
  const done = await run(prepared);
  const [tookWall, tookCpu] = [sums(done, ({ wallMs }) => wallMs), sums(done, ({ cpuMs }) => cpuMs)];
  line([depth, width, train], [total(wall), total(tookWall)], [total(cpu), total(tookCpu)]);
  if (!process.argv.includes('--stages')) continue;
  for (const stage of wall.keys()) {
    line([`    ${stage}`], [wall.get(stage), tookWall.get(stage)], [cpu.get(stage), tookCpu.get(stage)]);
  }
}
rmSync(folder, { recursive: true });

function size(depth, width, train, validation) {
  const set = [
    `network.depth=${depth}`,
    `network.width=${width}`,
    `dataset.train=${train}`,
    `dataset.validation=${validation}`,
    'training.epochs=2',
    'network.sigmaW2=1.5',
  ];
  return { depth, width, train, set };
}

/** The executions of a run. */
async function run(prepared) {
  const { result } = await runStudy(prepared, { store, jobs: 1 });
  const opened = await openStore(store, { mode: 'read' });
  const { rows } = await opened.query(
    `SELECT s.stage, s.cell::VARCHAR, e.wall_ms, e.cpu_ms FROM execution e JOIN run_stage s USING (run_id, recipe_key)
     WHERE run_id = '${result.runId}'`,
  );
  await opened.close();
  return rows.map(([name, cell, wallMs, cpuMs]) => ({ stage: { name }, cell: JSON.parse(cell), wallMs, cpuMs }));
}

/** Executions as `Costs` takes them, of processor time. */
function timingsOf(executions) {
  const timings = new Map(executions.map(({ stage }) => [stage.name, []]));
  for (const { stage, cell, cpuMs } of executions)
    timings.get(stage.name).push({ cell, wallMs: cpuMs, maxRssBytes: 0 });
  return timings;
}

function sums(instances, msOf) {
  const all = new Map();
  for (const each of instances) all.set(each.stage.name, (all.get(each.stage.name) ?? 0) + msOf(each));
  return all;
}

function total(msOfStages) {
  return [...msOfStages.values()].reduce((sum, ms) => sum + ms, 0);
}

function line(heads, ...pairs) {
  const shown = pairs.flatMap(([estimated, took]) => [
    (estimated / 1000).toFixed(2),
    (took / 1000).toFixed(2),
    (took / estimated).toFixed(2),
  ]);
  process.stdout.write(`${[...heads, ...shown].join('   ')}\n`);
}
