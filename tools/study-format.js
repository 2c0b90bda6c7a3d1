// Writes the generated parts of docs/study-format.md, between <!-- generated: NAME --> and <!-- end -->: every key of every
// study with type, unit, default and meaning, as its schema says them. With --check, fails if the page is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leavesOf } from '../packages/pipeline/dist/declare/parameters.js';
import { studySchema } from '../packages/pipeline/dist/index.js';
import { parameterUnit, studies } from '../packages/studies/dist/index.js';
import { isCheck } from './arguments.js';

const check = isCheck();
const HEAD = ['| key | type | unit | default | meaning |', '|---|---|---|---|---|'];

const page = fileURLToPath(new URL('../docs/study-format.md', import.meta.url));
const parts = { sections: await sections(), keys: await keys() };
const before = readFileSync(page, 'utf8');
const after = before.replace(
  /(<!-- generated: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
  (_, start, name, end) => `${start}\n${parts[name]}\n${end}`,
);
if (!check) writeFileSync(page, after);
else if (after !== before) {
  console.error(`${page}: is not what the schemas say any more; run 'npm run schemas' and commit it.`);
  process.exitCode = 1;
}

/** The sections of a study file. */
async function sections() {
  const { study } = await studies[0].study();
  const { properties } = studySchema(study);
  const rows = Object.entries(properties).map(([name, { description }]) => `| \`${name}\` | ${description} |`);
  return ['| section | |', '|---|---|', ...rows].join('\n');
}

/** A table for each study. */
async function keys() {
  const tables = [];
  for (const door of studies) {
    const { study } = await door.study();
    const rows = leavesOf(study.params).map(({ path, schema }) => {
      const cells = [
        `\`${path}\``,
        typeText(schema),
        unitText(path, schema),
        defaultText(schema),
        schema.description ?? '',
      ];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
    tables.push([`### ${door.name}`, '', study.title, '', ...HEAD, ...rows].join('\n'));
  }
  return tables.join('\n\n');
}

function typeText(schema) {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return [...new Set(options.map(typeText))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  switch (schema.type) {
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${schema.items === undefined ? 'values' : typeText(schema.items)}`;
    case 'null':
      return 'null';
    case 'object':
      return 'mapping';
    default:
      return 'any';
  }
}

/** What zod gives every whole number as its bounds is no bound. */
function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const all = [
    exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : real(minimum) ? `≥ ${minimum}` : null,
    exclusiveMaximum !== undefined && real(exclusiveMaximum)
      ? `< ${exclusiveMaximum}`
      : real(maximum)
        ? `≤ ${maximum}`
        : null,
  ].filter((text) => text !== null);
  return all.length === 0 ? '' : ` ${all.join(', ')}`;
}

function real(bound) {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function unitText(path, schema) {
  const unit = parameterUnit(path);
  if (unit !== null) return unit;
  return typeText(schema).includes('number') ? '1' : '';
}

function defaultText(schema) {
  return schema.default === undefined ? 'must be given' : `\`${JSON.stringify(schema.default)}\``;
}
