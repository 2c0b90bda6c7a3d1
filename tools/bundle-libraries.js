// Makes one file of each library that is of many, in packages/node_modules, where the packages find it before that of
// node_modules: a library of a hundred small files takes a tenth of a second to load, in every process and every worker
// thread, one file a quarter of that, and half as much again if what V8 compiles of it is kept (tools/cached-code.js).
// Name, version, dependencies and the place of the file are the library's, so keys are the same; without these files
// everything works, slower. Runs after `npm install` and `npm ci`; with --check, fails if a file is of another version.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCheck } from './arguments.js';
import { writeCached } from './cached-code.js';
import { root } from './sources.js';

const check = isCheck();
const libraries = ['@duckdb/node-api', 'apache-arrow', 'yaml', 'zod'];
const bundled = join(root, 'packages', 'node_modules');

/** What they are made with, which may be newer than they are. */
const loader = readFileSync(new URL('./code-cache.js', import.meta.url), 'utf8');
const stale = libraries.filter((name) => manifestIn(bundled, name)?.version !== manifestIn(installed(), name).version);
if (check) {
  for (const name of libraries) {
    const shadows = readdirSync(join(root, 'packages')).filter((each) =>
      existsSync(join(root, 'packages', each, 'node_modules', name)),
    );
    if (shadows.length === 0) continue;
    // It would be found before the one file: the root names the version, so that npm puts it where it is bundled from.
    console.error(
      `packages/${shadows.join(', ')}: has a ${name} of its own; name its version in the root's package.json.`,
    );
    process.exitCode = 1;
  }
  const older = stale.filter((name) => existsSync(join(bundled, name)));
  if (older.length > 0) {
    console.error(`packages/node_modules: another version of ${older.join(', ')} than node_modules; run 'npm ci'.`);
    process.exitCode = 1;
  }
} else if (stale.length > 0 || libraries.some((name) => loaderOf(name) !== loader)) {
  rmSync(bundled, { recursive: true, force: true });
  // A tool of those who build rgflow; whoever only runs it may have left it out.
  const bundler = await import('rolldown').catch(() => null);
  try {
    if (bundler !== null) for (const name of libraries) await bundle(bundler, name);
  } catch (error) {
    rmSync(bundled, { recursive: true, force: true });
    throw error;
  }
}

async function bundle({ rolldown }, name) {
  const manifest = manifestIn(installed(), name);
  const { version, license, dependencies } = manifest;
  const folder = join(bundled, name);
  const entry = join(folder, 'entry.js');
  mkdirSync(folder, { recursive: true });
  writeFileSync(entry, await exportsOf(name, manifest));
  const bundle = await rolldown({
    input: entry,
    cwd: root,
    platform: 'node',
    external: /^@duckdb\/node-bindings/,
    resolve: { modules: [installed()] },
  });
  // In the place that the library has it: the names of files count in keys.
  const file = relative(join(installed(), name), fileURLToPath(import.meta.resolve(name)))
    .split('\\')
    .join('/');
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeCached(output[0].code, join(folder, file));
  rmSync(entry);
  writeFileSync(join(folder, 'index.d.ts'), `export * from '${typesOf(name, manifest, folder)}';\n`);
  const of = { name, version, license, type: 'module', exports: { types: './index.d.ts', default: `./${file}` } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...of, dependencies }, null, 2)}\n`);
}

/** Everything that a library exports, by name also where it is of CommonJS. */
async function exportsOf(name, { type, module }) {
  if (type === 'module' || module !== undefined) return `export * from '${name}';\n`;
  const names = Object.keys(await import(name)).filter((exported) => /^(?!default$|__esModule$)\w+$/.test(exported));
  return `import * as library from '${name}';\nexport const { ${names.join(', ')} } = library;\n`;
}

/** What the file of a library is loaded by. */
function loaderOf(name) {
  const file = join(bundled, name, dirname(manifestIn(bundled, name).exports.default), 'code-cache.js');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Where the types of a library are, as a file in a folder names it. */
function typesOf(name, { types, exports }, folder) {
  const file = join(installed(), name, types ?? exports['.'].types).replace(/\.d\.(c?)ts$/, '.$1js');
  return relative(folder, file).split('\\').join('/');
}

function installed() {
  return join(root, 'node_modules');
}

function manifestIn(modules, name) {
  const file = join(modules, name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
