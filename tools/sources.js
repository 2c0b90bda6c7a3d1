// What the checks of this folder read: the packages, their files, and what each file imports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const scope = '@rgflow/';
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Name, folder and manifest of every package. */
export function packages() {
  const folder = join(root, 'packages');
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'package.json')))
    .map((name) => {
      const manifest = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
      const declared = { ...manifest.dependencies, ...manifest.devDependencies };
      const ours = Object.keys(declared).filter((dependency) => dependency.startsWith(scope));
      return {
        name,
        folder: join(folder, name),
        declared,
        ours: ours.map((dependency) => dependency.slice(scope.length)).sort(),
      };
    });
}

/** The files below a folder whose names end so, sources and tests, nothing built. */
export function filesBelow(folder, ending = /\.(ts|js|mjs)$/) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => ending.test(file) && !/[\\/](dist|node_modules|\.venv)[\\/]/.test(`/${relative(folder, file)}`))
    .sort();
}

/** The specifiers that a file imports, types included, also by `import()`. */
export function specifiersIn(file) {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => specifier);
}

/** The source file that a relative specifier names. */
export function resolved(specifier, file) {
  return join(dirname(file), specifier.replace(/\.js$/, '.ts'));
}

/** A path as people say it. */
export function shown(file) {
  return relative(root, file).split('\\').join('/');
}
