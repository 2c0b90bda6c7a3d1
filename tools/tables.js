// Writes docs/tables.md: what the tables of a store and their columns hold, from where the comments in DuckDB come from;
// with --check, fails if it is not up to date.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { datasetOf } from '../packages/dataset/dist/index.js';
import { RECORD_TABLES } from '../packages/store/dist/index.js';
import { studyFolder } from '../packages/studies/dist/index.js';
import { prepareStudy } from '../packages/workbench/dist/index.js';
import { isCheck } from './arguments.js';

const check = isCheck();
const file = fileURLToPath(new URL('../docs/tables.md', import.meta.url));
const text = [
  '# The tables of a store',
  '',
  'This page is made by `npm run tables`, from where the comments in DuckDB come from. `rgflow sql --schema` says the same of a store, with',
  'the types. A plain table shows the newest run of each study that has ended; `history.<table>` all runs, with `run_id`.',
  '',
  '## What ran',
  '',
  ...Object.entries(RECORD_TABLES).flatMap(([name, { about, columns }]) => section(name, about, '', columns)),
  '## What was found',
  '',
  ...(await studyTables()),
].join('\n');
if (!check) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error("docs/tables.md: is not what the tables hold any more; run 'npm run tables' and commit it.");
  process.exitCode = 1;
}

/**
 * Of every study, by the tiny file that runs all its stages. Fashion-MNIST, which not every machine has, is taken to be
 * here: of a data set a plan asks where it lies, and reads nothing.
 */
async function studyTables() {
  const pretended = mkdtempSync(join(tmpdir(), 'tables-'));
  writeFileSync(join(pretended, 'train-images-idx3-ubyte'), '');
  datasetOf('fashion-mnist').folders = () => [pretended];
  try {
    return await tablesOfPlans();
  } finally {
    rmSync(pretended, { recursive: true });
  }
}

async function tablesOfPlans() {
  const found = new Map();
  const folder = join(studyFolder, 'tiny');
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.yaml'))
    .sort()) {
    const { published, plan } = await prepareStudy(join(folder, name));
    for (const { name: table, comment = '', comments = {} } of plan.tables) {
      const known = found.get(table) ?? { about: comment, studies: new Set(), columns: {} };
      known.studies.add(published.name);
      Object.assign(known.columns, comments);
      found.set(table, known);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { about, studies, columns }]) =>
      section(name, about, `Filled by ${[...studies].sort().join(', ')}.`, columns),
    );
}

function section(name, about, note, columns) {
  const rows = Object.entries(columns).map(
    ([column, meaning]) => `| \`${column}\` | ${meaning.replaceAll('|', '\\|')} |`,
  );
  const said = [about, note]
    .filter((each) => each !== '')
    .join('. ')
    .replaceAll('..', '.');
  return [
    `### ${name}`,
    '',
    `${said[0].toUpperCase()}${said.slice(1)}`,
    '',
    '| column | unit and meaning |',
    '| --- | --- |',
    ...rows,
    '',
  ];
}
