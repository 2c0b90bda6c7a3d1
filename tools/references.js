// Writes the references of every package's tsconfig.json: the packages of ours that its package.json declares.
// With --check, fails if one is not up to date. Tests are checked against what is built, so their tsconfig has none.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCheck } from './arguments.js';
import { packages, shown } from './sources.js';

const check = isCheck();
for (const { folder, ours } of packages()) {
  const file = join(folder, 'tsconfig.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const references = ours.map((name) => ({ path: `../${name}` }));
  if (JSON.stringify(config.references) === JSON.stringify(references)) continue;
  if (!check) {
    writeFileSync(file, `${JSON.stringify({ ...config, references }, null, 2)}\n`);
  } else {
    console.error(`${shown(file)}: its references are not what package.json declares; run 'npm run references'.`);
    process.exitCode = 1;
  }
}
