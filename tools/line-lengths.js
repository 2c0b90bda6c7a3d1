// Checks what the formatter does not: comment lines of at most 125 columns, Python's with its docstrings, and files of at
// most 300 lines but for Python and those whose first comment says why: "Long because ...". Exit 1 and one line per fault.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, packages, root, shown } from './sources.js';

const COLUMNS = 125;
const LINES = 300;

const folders = [
  ...packages().flatMap(({ folder }) => [
    join(folder, 'src'),
    join(folder, 'test'),
    join(folder, 'bench'),
    join(folder, 'assembly'),
  ]),
  join(root, 'tools'),
  join(root, 'bench'),
];
const faults = [];
for (const folder of folders) {
  for (const file of filesIn(folder)) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const isComment = file.endsWith('.py') ? pythonComments() : (line) => /^\s*(\/\/|\/?\*)/.test(line);
    lines.forEach((line, i) => {
      if (isComment(line) && [...line].length > COLUMNS)
        faults.push(`${shown(file)}:${i + 1}: a comment of ${[...line].length} columns; break it at ${COLUMNS}.`);
    });
    if (!file.endsWith('.py') && lines.length - 1 > LINES && !/Long because/.test(lines.slice(0, 12).join('\n')))
      faults.push(
        `${shown(file)}: has ${lines.length - 1} lines; make two ideas of it, or say at its top 'Long because ...'.`,
      );
  }
}

/** Told the lines of a file in order, says of each whether it is a comment or of a docstring. */
function pythonComments() {
  let within = false;
  return (line) => {
    const quotes = line.split('"""').length - 1;
    const comment = within || quotes > 0 || /^\s*#/.test(line);
    if (quotes % 2 === 1) within = !within;
    return comment;
  };
}

function filesIn(folder) {
  try {
    return filesBelow(folder, /\.(ts|js|mjs|py)$/);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
