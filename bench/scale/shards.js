// node bench/scale/shards.js [--cells 10000] [--shards 8] [--at-once 1] [--folder F]: a sweep of tiny networks on one
// machine; the same in shards, each a process with a store of its own; their merge. Every result has to have the digest that
// it has on one machine, and the tables of the study the same rows; else it ends with 1. In a folder that is named the
// stores stay, and what was ended goes on.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askFile } from '@rgflow/workbench';
import { timed } from './timed.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '10000' },
    shards: { type: 'string', default: '8' },
    'at-once': { type: 'string', default: '1' },
    folder: { type: 'string' },
  },
});
const VARIANCES = 40;
const seeds = Math.max(1, Math.round(Number(values.cells) / VARIANCES));
const shards = Number(values.shards);
const program = fileURLToPath(new URL('../../packages/cli/bin/rgflow.js', import.meta.url));
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'scale-shards-'));
mkdirSync(folder, { recursive: true });
const sets = [
  ...[
    'dataset.train=64',
    'dataset.validation=64',
    'network.depth=4',
    'network.width=4',
    'kl.samples=10',
    'kl.images=1',
  ],
  ...['kl.snapshots=[final]', 'fit.skipLast=1', 'network.sigmaW2={ from: 1, to: 2.95, step: 0.05 }'],
  `seed={ count: ${seeds} }`,
];
const study = ['quickstart', ...sets.flatMap((set) => ['--set', set]), '--name', 'tiny', '--jobs', '1'];

const say = (line) => process.stdout.write(`${line}\n`);
say(`${cpus()[0].model} · ${cpus().length} cores · Node ${process.versions.node} · ${VARIANCES * seeds} networks`);
const alone = await run('one machine', ['run', ...study, '--store', 'alone.duckdb']);
const parts = Array.from({ length: shards }, (_, i) => `${i + 1}/${shards}`);
const files = parts.map((_, i) => `shard-${i + 1}.duckdb`);
const each = [];
const began = performance.now();
const waiting = [...parts.entries()];
const worker = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [i, part] = next;
    each[i] = await run(`shard ${part}`, ['run', ...study, '--shard', part, '--store', files[i]]);
  }
};
await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
const together = (performance.now() - began) / 1000;
const merged = await run('merge', ['merge', ...files, '--store', 'merged.duckdb']);

const [one, other] = [await contentOf('alone.duckdb'), await contentOf('merged.duckdb')];
const differing = [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
for (const [name, content] of one)
  say(`${name}: ${content}${differing.includes(name) ? `, NOT ${other.get(name)}` : ''}`);
for (const name of differing.filter((each) => !one.has(each))) say(`${name}: ONLY IN THE SHARDS`);
const slowest = Math.max(...each);
say(
  `one machine ${alone.toFixed(0)} s; ${shards} shards ${together.toFixed(0)} s, ${values['at-once']} at once, the longest ${slowest.toFixed(0)} s; ` +
    `merge ${merged.toFixed(0)} s: ${differing.length === 0 ? 'equal' : 'NOT EQUAL'}`,
);
if (values.folder === undefined) rmSync(folder, { recursive: true });
process.exitCode = differing.length === 0 ? 0 : 1;

/** Seconds of a command, as a process of its own. */
async function run(what, words) {
  const began = performance.now();
  await timed(process.execPath, [program, ...words], folder);
  const seconds = (performance.now() - began) / 1000;
  say(`${what}: ${seconds.toFixed(1)} s (load ${loadavg()[0].toFixed(1)})`);
  return seconds;
}

/** How many results the newest run has, and how many rows each table of the study, with a digest of all of them. */
async function contentOf(file) {
  const ask = askFile(join(folder, file));
  const results = await ask(
    `select distinct recipe_key || ' ' || o.name || ' ' || o.digest as line from output o
     where recipe_key in (select recipe_key from run_stage where run_id = (select arg_max(run_id, sequence) from run)) order by line`,
  );
  const content = new Map([['results', digestOf(results)]]);
  const views = await ask("select view_name from duckdb_views() where schema_name = 'newest' order by view_name");
  for (const { view_name: table } of views) {
    // Wall times are those of whoever executed it.
    const measured = await ask(
      `select column_name from duckdb_columns() where schema_name = 'newest' and table_name = '${table}'
         and comment like '%of the last execution'`,
    );
    const without = measured.map(({ column_name }) => `"${column_name}"`).join(', ');
    const columns = measured.length === 0 ? '*' : `* exclude (${without})`;
    const rows = await ask(`select t::varchar as line from (select ${columns} from newest."${table}") t order by line`);
    content.set(table, digestOf(rows));
  }
  return content;
}

function digestOf(rows) {
  const hash = createHash('sha256');
  for (const { line } of rows) hash.update(`${line}\n`);
  return `${rows.length} rows, ${hash.digest('hex').slice(0, 16)}`;
}
