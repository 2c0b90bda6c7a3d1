// Writes a module of a bundle as two files: its text as a function of what it imports, which V8 can be asked to keep
// compiled (tools/code-cache.js), and a module in its place that imports the same, calls it and exports what it gives.
// Node 20 keeps nothing of modules themselves, in no process and no worker thread.
import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';

const LOADER = 'code-cache.js';

/**
 * @param code  A module that exports names of its own, none of which is given another value later; it waits for nothing.
 * @param file  Where the module is to be; its text comes beside it.
 */
export function writeCached(code, file) {
  const text = `${basename(file).replace(/\.m?js$/, '')}.text.js`;
  const { imports, exported, body } = asFunction(code, file);
  const list = (of, written) => of.map(written).join(', ');
  const lines = [
    ...imports.map((from, i) => `import * as i${i} from ${JSON.stringify(from)};`),
    `import { load } from './${LOADER}';`,
    `const { ${list(exported, ({ as }, i) => `${JSON.stringify(as)}: e${i}`)} } = load(`,
    `  new URL('./${text}', import.meta.url), [${list(imports, (_, i) => `i${i}`)}], import.meta, (what) => import(what));`,
    `export { ${list(exported, ({ as }, i) => `e${i} as ${as}`)} };`,
  ];
  writeFileSync(join(dirname(file), text), body);
  writeFileSync(file, `${lines.join('\n')}\n`);
  copyFileSync(fileURLToPath(new URL(LOADER, import.meta.url)), join(dirname(file), LOADER));
}

function asFunction(code, file) {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  const changes = [];
  const imports = [];
  const exported = [];
  for (const node of program.body) {
    const { type, start, end, source, specifiers } = node;
    if (type === 'ImportDeclaration' && source.value.startsWith('node:')) {
      changes.push({ start, end, text: taken(specifiers, `process.getBuiltinModule('${source.value}')`, '') });
    } else if (type === 'ImportDeclaration') {
      const at = imports.push(source.value) - 1;
      changes.push({ start, end, text: taken(specifiers, `$imported[${at}]`, '.default') });
    } else if (type === 'ExportNamedDeclaration' && node.declaration === null && source === null) {
      exported.push(...specifiers.map(({ local, exported: { name } }) => ({ local: local.name, as: name })));
      changes.push({ start, end, text: '' });
    } else if (type === 'ExportDefaultDeclaration' && node.declaration.type === 'CallExpression') {
      exported.push({ local: '$default', as: 'default' });
      changes.push({ start, end: node.declaration.start, text: 'const $default = ' });
    } else if (type.startsWith('Export')) {
      throw new Error(`${file}: a module of a bundle exports by name alone; ${code.slice(start, end).slice(0, 80)}`);
    }
  }
  const variables = program.body.flatMap(({ kind, declarations }) => (kind === 'let' ? declarations : []));
  const changing = new Set(variables.map(({ id }) => id.name));
  for (const { local } of exported) {
    if (changing.has(local)) throw new Error(`${file}: it exports ${local}, which may have another value later.`);
  }
  simple(program, {
    MetaProperty: ({ meta, start, end }) => {
      if (meta.name === 'import') changes.push({ start, end, text: '$meta' });
    },
    ImportExpression: ({ start }) => changes.push({ start, end: start + 'import'.length, text: '$import' }),
  });
  changes.sort((a, b) => b.start - a.start);
  const text = changes.reduce((made, { start, end, text }) => `${made.slice(0, start)}${text}${made.slice(end)}`, code);
  const given = exported.map(({ local, as }) => (local === as ? as : `${JSON.stringify(as)}: ${local}`));
  return {
    imports,
    exported,
    body: `(function ($imported, $meta, $import) { 'use strict';\n${text}\nreturn { ${given.join(', ')} };\n})`,
  };
}

/** What a module takes of another, by the name that it has there; of Node's own, what `require` would give. */
function taken(specifiers, from, byDefault) {
  return specifiers
    .map(({ type, local, imported }) => {
      if (type === 'ImportNamespaceSpecifier') return `const ${local.name} = ${from};`;
      return `const ${local.name} = ${from}${type === 'ImportDefaultSpecifier' ? byDefault : `.${imported.name}`};`;
    })
    .join(' ');
}
