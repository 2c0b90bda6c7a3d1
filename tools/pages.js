// Holds the pages of docs/ to the results that are kept in docs/results, so that they cannot part:
//
//     node tools/pages.js [page]... [--check]
//
// A page is named as its file, fixed-points.md or docs/fixed-points.md; one that is not there is refused, exit 2.
//
// A page says in comments, which no reader sees, what is to be held:
//
//     <!-- results: abstraction-dbn -->   from here on its SQL asks the Parquet files of docs/results/abstraction-dbn, each
//                                         as the table of its name; `closing` and `claims` are the closing table of the
//                                         study and the tests behind it
//     <!-- results -->                    from here on nothing is held
//     <!-- answer -->                     the table below is the answer of the last `rgflow sql "..."` above it in the
//                                         section; a column `of_this` is headed 'of this'
//     <!-- closing table -->              the table below is the closing table of the study
//     <!-- holds: select ... -->          all columns of the one row are true: for what a sentence says in words
//     <!-- constants: 0.05, 0.95 -->      numbers of the page that are no results
//
// Every number with a decimal point in its prose is one of these constants, or in an answer of its section, rounded as
// there; in what stands before the first section and before all results, in an answer of the page. The tables are
// written anew; with --check nothing is written, exit 1 if something would be. What does not hold, or cannot be asked, is
// told, exit 1.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMemoryStore } from '../packages/store/dist/index.js';
import { studies } from '../packages/studies/dist/index.js';
import {
  askStore,
  parquetTables,
  studyOfResults,
  tablesOfStudy,
  UsageError,
  withTables,
} from '../packages/workbench/dist/index.js';
import { argumentsOf, namesAsked } from './arguments.js';
import { answeredPage } from './page-answers.js';

const { values: options, positionals: asked } = argumentsOf({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
});
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pages = namesAsked(
  asked,
  readdirSync(docs).filter((name) => name.endsWith('.md')),
  { what: 'page', folder: docs },
);
const store = await openMemoryStore({ read: [join(docs, 'results')] });
try {
  for (const page of pages) {
    const text = readFileSync(join(docs, page), 'utf8');
    if (!text.includes('<!-- results: ')) {
      if (asked.length > 0) console.log(`docs/${page}: is held to no results.`);
      continue;
    }
    const { text: answered, faults } = await answeredPage(text, open);
    for (const fault of faults) complain(`docs/${page}: ${fault}`);
    if (answered === text) continue;
    if (options.check) complain(`docs/${page}: its tables are not what its results give; run 'node tools/pages.js'.`);
    else writeFileSync(join(docs, page), answered);
  }
} finally {
  await store.close();
}

/** The tables in a folder of docs/results, which is named as their study, or as that with a word added. */
async function open(name) {
  const folder = join(docs, 'results', name);
  if (!existsSync(folder)) throw new UsageError(`results: ${name}: there is no folder docs/results/${name}.`);
  const tables = [...parquetTables(folder), ...(await tablesOfStudy(name, studies))];
  const { columns } = studyOfResults(name, studies).summary;
  const ask = (sql) => askStore(store)(withTables(tables, sql.replaceAll("'docs/", `'${docs}`)));
  return {
    ask,
    async closingTable() {
      const rows = await ask('from closing');
      const shown = columns.filter(({ value }) => rows.some((row) => row[value] !== null));
      return rows.map((row) => Object.fromEntries(shown.map(({ header, value }) => [header, row[value]])));
    },
  };
}

function complain(message) {
  console.error(message);
  process.exitCode = 1;
}
