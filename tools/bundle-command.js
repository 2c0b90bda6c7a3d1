// Makes a few files of the modules of the command line, workbench, store and engine, and of the doors of studies, in
// packages/cli/dist/bundle: three hundred modules take a quarter of a second to load, a few files a fifth of that. What is
// behind a door is not among them: stages stay what keys name and worker threads execute. What the files were made of is
// written down beside them, and bin/ takes the modules themselves if one of them is another now. Files that were made
// before stay for a month: a run that goes on may not have loaded all of them yet. Runs with the build of the cli.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { digestOf } from '../packages/cli/bin/bundle.js';
import { writeCached } from './cached-code.js';
import { root } from './sources.js';

const cli = join(root, 'packages', 'cli');
const folder = join(cli, 'dist', 'bundle');
const doors = join(root, 'packages', 'studies', 'dist');
const main = join(cli, 'dist', 'main.js');
/** What opens a store, first the database alone; it works while the rest is loaded. */
const database = join(root, 'packages', 'store', 'dist', 'begun-attachment.js');
const store = join(root, 'packages', 'store', 'dist', 'begun-store.js');
/** The way of a calculator, which needs little of the engine, and that of a run, which most others have in common. */
const calc = join(cli, 'dist', 'commands', 'calc.js');
const run = join(cli, 'dist', 'commands', 'run.js');
const ours = /^@rgflow\/(cli|workbench|store|pipeline|numerics|studies)(\/|$)/;
/** Libraries that nothing but these modules needs. */
const own = /^(commander|picocolors|fastest-levenshtein|import-meta-resolve|string-width)$/;

const MONTH_MS = 30 * 24 * 3600 * 1000;
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  const file = join(folder, name);
  // What V8 compiled of them is nobody's who has begun.
  if (name === 'inputs.json' || name.endsWith('.cache') || Date.now() - statSync(file).mtimeMs > MONTH_MS) rmSync(file);
}
// A tool of those who build rgflow; whoever only runs it may have left it out.
const bundler = await import('rolldown').catch(() => null);
if (bundler !== null) await bundle(bundler);

async function bundle({ rolldown }) {
  const reached = new Map();
  const isReachedFrom = (entry) => (id) => id !== entry && reached.get(entry).has(id);
  const isPartOf = (entry) => (id) => reached.get(entry).has(id);
  const built = await rolldown({
    input: main,
    platform: 'node',
    external: (id) => !(id.startsWith('.') || id.startsWith(root) || ours.test(id) || own.test(id)),
    treeshake: { moduleSideEffects: false },
    plugins: [{ name: 'places', transform: inItsPlace, buildEnd: reachedFrom(reached) }],
    // A barrel that is imported lazily by one module is imported by others as it is.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await built.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      groups: [
        { name: 'base', test: isReachedFrom(main), priority: 5 },
        { name: 'database', test: isPartOf(database), priority: 4 },
        { name: 'store', test: isPartOf(store), priority: 3 },
        { name: 'calculators', test: isReachedFrom(calc), priority: 2 },
        { name: 'engine', test: isReachedFrom(run), priority: 1 },
      ],
    },
  });
  for (const { type, code, fileName } of output) if (type === 'chunk') writeCached(code, join(folder, fileName));
  const modules = [...new Set(output.flatMap((chunk) => chunk.moduleIds ?? []))].filter((id) => id.startsWith(root));
  const inputs = modules.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return [relative(root, file).split(sep).join('/'), size, mtimeMs, digestOf(file)];
  });
  writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
}

/**
 * What a module says of its own place stays true: of what it does, not of texts in it. What the door of a study imports when
 * it is opened, its stages and all, stays where it is.
 */
function inItsPlace(code, id) {
  const isDoor = id.startsWith(doors);
  if (!code.includes('import.meta') && !isDoor) return null;
  const changes = [];
  const here = ({ start, end }) => {
    if (!code.startsWith('.url', end)) throw new Error(`${id}: of import.meta, bundle-command.js knows url alone.`);
    changes.push({ start, end: end + '.url'.length, text: placeOf(id) });
  };
  const opened = ({ source: { start, end, value } }) => {
    if (isDoor) changes.push({ start, end, text: placeOf(join(dirname(id), value)) });
  };
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  simple(program, { MetaProperty: here, ImportExpression: opened });
  changes.sort((a, b) => b.start - a.start);
  return changes.reduce((made, { start, end, text }) => `${made.slice(0, start)}${text}${made.slice(end)}`, code);
}

/** The address of a file, in words of a module of the bundle. */
function placeOf(file) {
  return `new URL(${JSON.stringify(relative(folder, file).split(sep).join('/'))}, import.meta.url).href`;
}

/** Notes what each entry imports, and what that does, lazy imports left out. */
function reachedFrom(reached) {
  return function note() {
    for (const entry of [main, database, store, calc, run]) {
      const found = new Set();
      const visit = (id) => {
        const module = this.getModuleInfo(id);
        if (module === null || module.isExternal || found.has(id)) return;
        found.add(id);
        for (const imported of module.importedIds) visit(imported);
      };
      visit(entry);
      reached.set(entry, found);
    }
  };
}
