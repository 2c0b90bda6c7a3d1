// node bench/scale/merge.js [--stores 100] [--instances 1000]: stores of the shards of one sweep, half of their results
// tables and half tensors, as runs record them; then one merge of all, in this process, as `rgflow merge` does it. On a busy
// machine it is the processor time that tells.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestOf, encodeTable, encodeTensor, recipeKey, summarise } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
import { askFile, merge } from '@rgflow/workbench';

const { values } = parseArgs({
  options: { stores: { type: 'string', default: '100' }, instances: { type: 'string', default: '1000' } },
});
const [stores, instances] = [Number(values.stores), Number(values.instances)];
const folder = mkdtempSync(join(tmpdir(), 'scale-merge-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const TABLE = {
  name: 'scale_layer',
  cellColumns: [{ name: 'seed', key: 'seed', type: 'BIGINT' }],
  measuredColumns: { seconds: 'wallSeconds' },
};
const say = (line) => process.stdout.write(`${line}\n`);

say(`${cpus()[0].model} · ${cpus().length} cores · Node ${process.versions.node}`);
const files = [];
for (let part = 1; part <= stores; part++) files.push(await writeShard(part));
const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
say(`${stores} stores of ${instances} results, ${Math.round(bytes / 1e6)} MB (load ${loadavg()[0].toFixed(1)})`);
const target = join(folder, 'all.duckdb');
const [began, before] = [performance.now(), process.cpuUsage()];
const { refused } = await merge(
  files.map((file) => join(folder, file)),
  { store: target },
);
const [seconds, { user, system }] = [(performance.now() - began) / 1000, process.cpuUsage(before)];
const load = loadavg()[0].toFixed(1);
say(`merged in ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor time (load ${load})`);
for (const { because } of refused) say(`NOT merged: ${because}`);
if (refused.length > 0) process.exit(1);
const [found] = await askFile(target)(
  `select (select count(*) from recipe) as results, (select count(*) from run) as runs,
     (select count(*) from newest.scale_layer) as rows`,
);
// Each shard is a run, and the sweep is one more.
const expected = {
  results: stores * instances,
  runs: stores + (stores > 1 ? 1 : 0),
  rows: (3 * stores * instances) / 2,
};
const isWhole = Object.entries(expected).every(([what, count]) => found[what] === count);
say(`${JSON.stringify(found)}: ${isWhole ? 'whole' : `NOT ${JSON.stringify(expected)}`}`);
process.exitCode = isWhole ? 0 : 1;

/** The store of a shard, whose run is complete: cells of their own, each a tensor and a table. */
async function writeShard(part) {
  const file = `shard-${part}.duckdb`;
  const store = await openStore(join(folder, file));
  const runId = `scale-${part}`;
  const startedAt = new Date();
  const config = {
    study: 'scale',
    params: {},
    sweep: { seed: { count: (stores * instances) / 2 } },
    shard: `${part}/${stores}`,
  };
  await store.beginRun({ runId, study: 'scale', config, startedAt, provenance: {}, tables: [TABLE] });
  const commits = [];
  for (let i = 0; i < instances / 2; i++) {
    const seed = ((part - 1) * instances) / 2 + i;
    const data = Float64Array.from({ length: 64 }, (_, k) => seed + k / 64);
    commits.push(keep(store, runId, 'weights', seed, tensorOf(data)), keep(store, runId, 'layer', seed, tableOf(seed)));
  }
  await Promise.all([...commits, store.flush()]);
  await store.endRun(runId, 'complete');
  await store.close();
  return file;
}

function tableOf(seed) {
  const rows = [1, 2, 3].map((layer) => ({ layer, kl: seed + layer / 8 }));
  const object = objectOf(encodeTable({ layer: 'int32', kl: 'float64' }, rows));
  const about = { name: TABLE.name, kind: 'table', rows: rows.length, bytes: object.bytes.length };
  return {
    output: { ...about, digest: object.digest, objects: [object.digest] },
    tables: { [TABLE.name]: object },
    objects: [],
  };
}

function tensorOf(data) {
  const shape = [data.length];
  const object = objectOf(encodeTensor('float64', { layer: 1, shape, data }));
  const { digest } = object;
  const bytes = object.bytes.length;
  const summary = {
    layer: 1,
    dtype: 'float64',
    shape,
    ...summarise(data),
    digest,
    bytes,
  };
  const about = { name: 'weights', kind: 'tensor', rows: data.length, bytes, objects: [digest], tensors: [summary] };
  return { output: { ...about, digest: digestOf(Buffer.from(`1:${digest}`)) }, tables: {}, objects: [object] };
}

function objectOf(bytes) {
  return { digest: digestOf(bytes), bytes };
}

/** As a run keeps what an instance gave. */
async function keep(store, runId, stage, seed, { output, tables, objects }) {
  const code = { modules: { [`bench/${stage}.js`]: digestOf(Buffer.from(stage)) }, externals: [] };
  const preimage = { keyVersion: 1, stage, code, params: { seed }, inputs: {}, stream: null };
  const key = recipeKey(preimage);
  const times = { startedAt: new Date(), wallMs: 1, cpuMs: 1, maxRssBytes: 1e8 };
  const execution = {
    ...{ executionId: `${runId}-${stage}-${seed}`, runId, recipeKey: key, status: 'ok', attempt: 1, error: null },
    ...{ ...times, provenance: {} },
  };
  const recipe = { recipeKey: key, stage, preimage, outputs: [output], numerics: {} };
  store.recordStage({ runId, recipeKey: key, stage, cell: { seed }, outcome: 'executed', reason: '' });
  await store.commit({ recipe, tables, objects, execution });
}
