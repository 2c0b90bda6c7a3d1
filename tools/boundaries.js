// Checks the imports between our packages, in sources and tests, types included: each goes in the direction of the table
// below (docs/architecture.md explains it), is declared in the importer's package.json (Nx reads its graph from there),
// and goes through the package's name. Exit 1 and one line per fault.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const foundations = ['numerics', 'random', 'kernels'];
const models = ['ising', 'meanfield', 'mlp', 'boltzmann', 'hfm', 'expfam', 'dataset'];

/** Which packages of ours each package may import. */
const mayImport = {
  ...Object.fromEntries(foundations.map((name) => [name, []])),
  ...Object.fromEntries([...models, 'kl'].map((name) => [name, foundations])),
  pipeline: [],
  drawing: [],
  store: ['pipeline'],
  studies: [...foundations, ...models, 'kl', 'pipeline', 'drawing'],
  workbench: [...foundations, ...models, 'kl', 'pipeline', 'drawing', 'store', 'studies'],
  cli: [...foundations, ...models, 'kl', 'pipeline', 'drawing', 'store', 'studies', 'workbench'],
};

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const scope = '@rgflow/';
const faults = [];

for (const name of readdirSync(packages).sort()) {
  const folder = join(packages, name);
  const allowed = mayImport[name];
  if (allowed === undefined) {
    faults.push(
      `packages/${name}: has no line in tools/boundaries.js; give it a place and a name that says what is in it.`,
    );
    continue;
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  const ours = Object.keys(declared).filter((dependency) => dependency.startsWith(scope));
  for (const target of ours) check(`packages/${name}/package.json`, name, target.slice(scope.length));
  const references = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8')).references.map((r) =>
    r.path.slice(3),
  );
  if (
    references.sort().join() !==
    ours
      .map((target) => target.slice(scope.length))
      .sort()
      .join()
  ) {
    faults.push(
      `packages/${name}/tsconfig.json: references ${references.join(', ')}; package.json depends on ${ours.join(', ')}.`,
    );
  }
  for (const { file, specifier } of importsIn(folder)) {
    const place = relative(dirname(packages), file);
    if (specifier.startsWith(scope)) {
      const [target] = specifier.slice(scope.length).split('/');
      if (target === name) continue;
      check(place, name, target);
      if (!(scope + target in declared))
        faults.push(`${place}: imports ${specifier}, which packages/${name}/package.json does not declare.`);
    } else if (specifier.startsWith('.') && relative(folder, join(dirname(file), specifier)).startsWith('..')) {
      faults.push(`${place}: imports ${specifier}, outside its package; import the package by its name.`);
    }
  }
}

function check(place, name, target) {
  const allowed = mayImport[name];
  if (allowed.includes(target)) return;
  const names = allowed.map((other) => scope + other).join(', ') || 'none of ours';
  faults.push(`${place}: imports ${scope}${target}; ${name} may import ${names}.`);
}

function* importsIn(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!/\.(ts|js|mjs)$/.test(file) || /[\\/](dist|node_modules)[\\/]/.test(file)) continue;
    const source = readFileSync(file, 'utf8');
    for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) yield { file, specifier };
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('boundaries: every import goes in the direction of docs/architecture.md');
