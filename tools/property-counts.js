// Runs the property tests over unit and origin of the input, and says how many they are: for each subject (an estimator, a
// fit, a search for a root, ...) its properties, and the cases that were drawn of them.
//
//     npm run properties
//
// They are in the files `*scale-and-offset.test.ts`, `scale.test.ts` and `extremes.test.ts` of the packages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startVitest } from 'vitest/node';
import { filesBelow, packages, root, shown } from './sources.js';

const files = packages().flatMap(({ folder }) =>
  filesBelow(folder, /[\\/]test[\\/].*\.test\.ts$/).filter((file) =>
    /(^|-)(scale-and-offset|scale|extremes)\.test\.ts$/.test(basename(file)),
  ),
);
const folder = mkdtempSync(join(tmpdir(), 'rgflow-properties-'));
const record = join(folder, 'properties.tsv');
writeFileSync(record, '');
process.env.RGFLOW_PROPERTY_RECORD = record;
const vitest = await startVitest('test', files.map(shown), {
  root,
  config: false,
  watch: false,
  include: ['packages/*/test/**/*.test.ts'],
  setupFiles: [join(root, 'tools/record-properties.js')],
  testTimeout: 120_000,
  reporters: ['dot'],
});
await vitest.close();

const subjects = new Map();
for (const line of readFileSync(record, 'utf8').split('\n').filter(Boolean)) {
  const { file, test, cases } = JSON.parse(line);
  const [, name] = /packages[\\/]([^\\/]+)/.exec(file);
  // A test's name has its groups before it: 'estimate > of samples in another unit ...'.
  const subject = `${name}\t${test.includes(' > ') ? test.split(' > ')[0] : test}`;
  const { properties, drawn } = subjects.get(subject) ?? { properties: new Set(), drawn: 0 };
  subjects.set(subject, { properties: properties.add(test), drawn: drawn + cases });
}
rmSync(folder, { recursive: true });

const rows = [...subjects].map(([subject, { properties, drawn }]) => [...subject.split('\t'), properties.size, drawn]);
const width = Math.max(...rows.map(([, subject]) => subject.length));
const print = (name, subject, properties, drawn) =>
  console.log(`${name.padEnd(11)}${subject.padEnd(width + 2)}${`${properties}`.padStart(10)}${`${drawn}`.padStart(8)}`);
print('package', 'subject', 'properties', 'cases');
for (const row of rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) print(...row);
const total = (column) => rows.reduce((sum, row) => sum + row[column], 0);
print('all', `${rows.length} subjects in ${files.length} files`, total(2), total(3));
