// Checks that the README of each package lists the files of its `src` in a table or by a link, by name, by a pattern
// (`format-*.ts`) or by folder (`commands/`), and nothing that is not there. Exit 1 and one line per fault.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { filesBelow, packages } from './sources.js';

/** Their README says what the endings and folders mean; each file says the rest at its top. */
const unlisted = ['studies', 'workbench'];

const faults = [];
for (const { name, folder } of packages()) {
  if (unlisted.includes(name)) continue;
  const sources = join(folder, 'src');
  const files = filesBelow(sources, /\.ts$/).map((file) => relative(sources, file).split(sep).join('/'));
  const listed = entriesOf(readFileSync(join(folder, 'README.md'), 'utf8'));
  for (const file of files) {
    if (/(^|\/)index\.ts$/.test(file) || listed.some((entry) => covers(entry, file))) continue;
    faults.push(`packages/${name}/README.md: does not list ${file}; say in its table of files what it is.`);
  }
  for (const entry of listed) {
    if (files.some((file) => covers(entry, file)) || existsSync(join(folder, entry))) continue;
    faults.push(`packages/${name}/README.md: lists ${entry}, which is not there.`);
  }
}

/** The files and folders in the rows of the tables; the head of a table says where its files are, not what they are. */
function entriesOf(readme) {
  const lines = readme.split('\n');
  const rows = lines.filter((line, i) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(lines[i + 1] ?? ''));
  const links = lines.flatMap((line) => line.match(/(?<=\]\()src\/[\w/.-]+\.ts(?=\))/g) ?? []);
  const entries = [...links, ...rows.flatMap((row) => row.match(/[\w*/.-]+\.ts\b|[\w-]+\/(?=[`\]])/g) ?? [])];
  return [...new Set(entries)]
    .map((entry) => entry.replace(/^src\//, ''))
    .filter((entry) => !entry.endsWith('.test.ts'));
}

function covers(entry, file) {
  if (entry.endsWith('/')) return file.startsWith(entry);
  return new RegExp(`(^|/)${entry.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(file);
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
