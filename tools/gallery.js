// Makes the gallery of the docs from the results of runs. For each figure: the rows that it is drawn from, as
// packages/studies/test/<study>/rows/<picture>.json, and docs/figures/<picture>.svg drawn from these rows. A picture is
// named as its figure; where a rows file of the study and figure has a longer name (kl-by-depth-full), as that.
//
//     node tools/gallery.js [study]... [--store data/rgflow.duckdb [--name name [--beside]] | --parquet folder | --rows]
//         [--figure name] [--check]
//
// With --name they are of the results of that name, which are of one study (trainability-coarse): the picture of that name
// where there is one (abstraction-dbn-large), else that of the study; with --beside a new one beside that of the study. Of
// studies that the store does not have it says so and leaves their pictures as they are. With --parquet each table is
// the file of its name in a folder, as in docs/results/relative-entropy. With --rows the pictures are drawn anew from the
// rows that there are. With --check nothing is written; exit 1 if something would be.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawnFigure, formatRows, parseRows } from '../packages/drawing/dist/index.js';
import { renderFigure } from '../packages/drawing/dist/node.js';
import { openMemoryStore } from '../packages/store/dist/index.js';
import { studies } from '../packages/studies/dist/index.js';
import {
  askFile,
  askOfRun,
  askStore,
  defaultStore,
  findResults,
  parquetTables,
  sqlLiteral,
  withTables,
} from '../packages/workbench/dist/index.js';
import { argumentsOf, namesAsked, refuse } from './arguments.js';

const { values: options, positionals: asked } = argumentsOf({
  allowPositionals: true,
  options: {
    store: { type: 'string' },
    name: { type: 'string' },
    parquet: { type: 'string' },
    beside: { type: 'boolean', default: false },
    figure: { type: 'string' },
    rows: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});
if (options.figure !== undefined) {
  const names = studies.flatMap(({ figures }) => Object.keys(figures));
  namesAsked([options.figure], names, { what: 'figure' });
}
if (options.beside && options.name === undefined) refuse('--beside: needs --name, whose picture it makes.');
const root = fileURLToPath(new URL('..', import.meta.url));
const chosen = namesAsked(
  asked,
  studies.map(({ name }) => name),
  { what: 'study' },
);

const { ask, close } = await source();
for (const { name: study, figures } of studies) {
  if (!chosen.includes(study)) continue;
  for (const [name, load] of Object.entries(figures)) {
    if ((options.figure ?? name) !== name) continue;
    const { figure } = await load();
    const known = keptPictures(study, name);
    for (const picture of options.rows ? known : [pictureOf(study, name, known)]) {
      const answers = options.rows
        ? parseRows(readFileSync(rowsFile(study, picture), 'utf8')).answers
        : await answersOf(figure.queries(sqlLiteral(study)), study, name);
      if (answers === null) continue;
      // Drawn from what is kept, six digits, so that the picture is what the test draws.
      const rows = formatRows({ study, figure: name, answers });
      put(rowsFile(study, picture), rows);
      const drawn = drawnFigure(name, figure, parseRows(rows).answers);
      put(join(root, 'docs/figures', `${picture}.svg`), renderFigure(drawn, 'svg'));
      if (!options.check) rmSync(join(root, 'docs/figures', `${picture}.png`), { force: true });
    }
  }
}
await close();

/** Who answers: a store, or Parquet files that stand for its tables. */
async function source() {
  if (options.rows) return { ask: null, close: async () => {} };
  if (options.parquet === undefined) {
    const file = options.store ?? defaultStore();
    if (!existsSync(file)) refuse(`${file}: there is no store; run the studies first, or give --store.`);
    const plain = askFile(file);
    const run = await findResults({ name: options.name }, plain);
    return { ask: run === null ? plain : await askOfRun(run.runId, plain), close: async () => {} };
  }
  const parquet = resolve(options.parquet);
  if (!existsSync(parquet)) refuse(`${parquet}: there is no such folder; --parquet takes one of Parquet files.`);
  const tables = parquetTables(parquet);
  const store = await openMemoryStore({ read: [parquet] });
  return { ask: (sql) => askStore(store)(withTables(tables, sql)), close: () => store.close() };
}

/** Null, and said, where the tables are not there or have no rows of the study. */
async function answersOf(queries, study, figure) {
  const answers = {};
  for (const [name, sql] of Object.entries(queries)) {
    try {
      answers[name] = await ask(sql);
    } catch (error) {
      if (error.name !== 'QueryError') throw error;
      console.log(`${study} ${figure}: left as it is; ${error.message.split('\n')[0].slice(0, 120)}`);
      return null;
    }
  }
  if (Object.values(answers).some((rows) => rows.length > 0)) return answers;
  console.log(`${study} ${figure}: left as it is; no rows of this study`);
  return null;
}

/** The pictures of a figure that there are rows of, the shortest name first. */
function keptPictures(study, figure) {
  const folder = join(root, 'packages/studies/test', study, 'rows');
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  return kept
    .filter((file) => parseRows(readFileSync(join(folder, file), 'utf8')).figure === figure)
    .map((file) => basename(file, '.json'))
    .sort((one, other) => one.length - other.length);
}

/** Of results of a name of their own that of the name, where there is one or one is to be made; else as the rows file. */
function pictureOf(study, figure, known) {
  const suffix = options.name?.startsWith(`${study}-`) ? options.name.slice(study.length) : '';
  if (options.beside || known.includes(`${figure}${suffix}`)) return `${figure}${suffix}`;
  if (known.length > 0) return known[0];
  const [first] = studies.filter(({ figures }) => figure in figures);
  return first.name === study ? figure : `${figure}-${study}`;
}

function rowsFile(study, picture) {
  return join(root, 'packages/studies/test', study, 'rows', `${picture}.json`);
}

function put(file, text) {
  const place = relative(root, file);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (options.check) {
    console.error(`${place}: is not what the results give; run node tools/gallery.js and look at it.`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  console.log(`${place}  ${Math.ceil(text.length / 1024)} KB`);
}
