// Writes the JSON Schema of every study to schemas/, for editors; with --check, fails if one is not up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { studySchema } from '../packages/pipeline/dist/index.js';
import { parameterUnit, studies } from '../packages/studies/dist/index.js';
import { isCheck } from './arguments.js';

const check = isCheck();
const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const door of studies) {
  const { study } = await door.study();
  const file = fileURLToPath(new URL(`${study.name}.schema.json`, folder));
  const text = `${JSON.stringify(studySchema(study, parameterUnit), null, 2)}\n`;
  if (!check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(
      `${file}: is not the schema of the study ${study.name} any more; run 'npm run schemas' and commit it.`,
    );
    process.exitCode = 1;
  }
}
