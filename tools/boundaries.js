// Checks the imports, types included. Between packages each goes in the direction of the table below (docs/architecture.md
// explains it), is declared in the importer's package.json (Nx reads its graph from there), and goes through the
// package's name. Inside a package neither files nor folders import each other in a circle, and no room of `studies` reaches
// into that of a study. Exit 1, one line per fault.
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cycles } from './cycles.js';
import { filesBelow, packages, resolved, scope, shown, specifiersIn } from './sources.js';

const foundations = ['numerics', 'random', 'kernels'];
const models = ['ising', 'meanfield', 'mlp', 'boltzmann', 'hfm', 'expfam', 'dataset', 'kl'];

/** Which packages of ours each package may import. */
const mayImport = {
  ...Object.fromEntries(foundations.map((name) => [name, []])),
  ...Object.fromEntries(models.map((name) => [name, foundations])),
  pipeline: [],
  drawing: [],
  store: ['numerics', 'pipeline'],
  studies: [...foundations, ...models, 'pipeline', 'drawing'],
  workbench: [...foundations, ...models, 'pipeline', 'drawing', 'store', 'studies'],
  cli: [...foundations, ...models, 'pipeline', 'drawing', 'store', 'studies', 'workbench'],
};

const faults = [];
for (const { name, folder, declared, ours } of packages()) {
  if (mayImport[name] === undefined) {
    faults.push(
      `packages/${name}: has no line in tools/boundaries.js; give it a place and a name that says what is in it.`,
    );
    continue;
  }
  for (const target of ours) checkPackage(`packages/${name}/package.json`, name, target);
  for (const file of filesBelow(folder)) {
    for (const specifier of specifiersIn(file)) {
      if (specifier.startsWith(scope)) {
        const [target] = specifier.slice(scope.length).split('/');
        if (target === name) continue;
        checkPackage(shown(file), name, target);
        if (!(scope + target in declared))
          faults.push(`${shown(file)}: imports ${specifier}, which packages/${name}/package.json does not declare.`);
      } else if (specifier.startsWith('.') && relative(folder, join(dirname(file), specifier)).startsWith('..')) {
        faults.push(`${shown(file)}: imports ${specifier}, outside its package; import the package by its name.`);
      }
    }
  }
  checkCircles(join(folder, 'src'));
}
checkRooms(fileURLToPath(new URL('../packages/studies/src', import.meta.url)));

function checkPackage(place, name, target) {
  const allowed = mayImport[name];
  if (allowed.includes(target)) return;
  const names = allowed.map((other) => scope + other).join(', ') || 'none of ours';
  faults.push(`${place}: imports ${scope}${target}; ${name} may import ${names}.`);
}

/** No circle among the files of a package, and none among its folders. A lazy import counts as well. */
function checkCircles(sources) {
  const files = filesBelow(sources, /\.ts$/);
  const targets = new Map(
    files.map((file) => [
      file,
      specifiersIn(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolved(specifier, file)),
    ]),
  );
  for (const circle of cycles(targets)) {
    faults.push(
      `${circle.map(shown).join(', ')}: import each other in a circle; move what they share to a file of its own.`,
    );
  }
  const folders = new Map();
  for (const [file, imported] of targets) {
    const from = dirname(file);
    // The files beside the folders (an index, a port) are no folder: each folder may use them, and an index uses all.
    if (from === sources) continue;
    const known = folders.get(from) ?? [];
    folders.set(from, [...known, ...imported.map(dirname).filter((to) => to !== from && to !== sources)]);
  }
  for (const circle of cycles(folders)) {
    faults.push(`${circle.map(shown).join(', ')}: these folders import each other; arrows between rooms go one way.`);
  }
}

/**
 * A room that has a study is that study's alone. From outside only its door is imported, by the files beside the rooms;
 * what several studies share lies in a room that has no study.
 */
function checkRooms(sources) {
  const roomOf = (file) => {
    const path = relative(sources, file).split(sep);
    return path.length > 1 ? path[0] : null;
  };
  const files = filesBelow(sources, /\.ts$/);
  const ofOneStudy = new Set(files.filter((file) => file.endsWith('.study.ts')).map(roomOf));
  for (const file of files) {
    for (const specifier of specifiersIn(file).filter((each) => each.startsWith('.'))) {
      const target = resolved(specifier, file);
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === to || !ofOneStudy.has(to) || (from === null && basename(target) === 'index.ts')) continue;
      faults.push(
        `${shown(file)}: imports ${specifier}, of the study ${to}; move what both need to a room that has no study.`,
      );
    }
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('boundaries: every import goes in the direction of docs/architecture.md');
