// A plugin of Nx: a project for each study file, with the target `validate`. It is affected by a change of this file, and of
// the packages that stages are made of, and by nothing else, so that `npx nx affected -t validate` asks for the studies that
// a branch can invalidate, and says of how many cells each does. What a store holds is no input that Nx knows, so nothing is
// answered from its cache.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const FILES = 'studies/*.yaml';
/** Packages whose code is in no key. */
const OUTSIDE = new Set(['cli', 'drawing', 'store', 'workbench', 'node_modules']);

export const name = 'nx-studies';

export const createNodesV2 = [
  FILES,
  (files) => {
    const inputs = inputsOf(join(import.meta.dirname, '..', 'packages'));
    return [...files].sort().map((file) => [file, { projects: { [file]: projectOf(file, inputs) } }]);
  },
];

/**
 * Its root is the file itself: that alone belongs to it. It depends on no package, as Nx knows it: what their tests read,
 * such as pages, would ask for it.
 */
function projectOf(file, inputs) {
  return {
    name: `study-${basename(file, '.yaml')}`,
    root: file,
    targets: {
      validate: {
        command: `node tools/validate-study.js ${file}`,
        dependsOn: [{ projects: ['@rgflow/cli'], target: 'build' }],
        inputs,
        cache: false,
        metadata: { description: `how many cells of ${file} would run, and why` },
      },
    },
  };
}

function inputsOf(folder) {
  const packages = readdirSync(folder).filter((each) => !OUTSIDE.has(each));
  const parts = ['src/**/*', 'assembly/**/*', 'package.json'];
  const files = packages.flatMap((each) => parts.map((part) => `packages/${each}/${part}`));
  return [...files, 'package-lock.json'].map((file) => `{workspaceRoot}/${file}`);
}
