// A plugin of Nx: a target for each study file, `validate:<study>`, and `validate` for all of them, in a project of their
// own that is affected by a change of a study file and of any package. `npx nx affected -t validate` so says which studies
// a branch invalidates, and how many of their cells. What a store holds is no input that Nx knows, so nothing is answered
// from its cache.
import { basename, dirname } from 'node:path';

const FILES = 'studies/*.yaml';
const PROJECT = 'study-files';

export const name = 'nx-studies';

export const createNodesV2 = [
  FILES,
  (files) => {
    const studies = [...files].sort();
    if (studies.length === 0) return [];
    const targets = Object.fromEntries(studies.map((file) => [targetOf(file), validate(file)]));
    const root = dirname(studies[0]);
    const all = { executor: 'nx:noop', dependsOn: Object.keys(targets), cache: false };
    const project = {
      name: PROJECT,
      root,
      implicitDependencies: ['@rgflow/cli'],
      targets: { ...targets, validate: all },
    };
    return [[studies[0], { projects: { [root]: project } }]];
  },
];

function targetOf(file) {
  return `validate:${basename(file, '.yaml')}`;
}

function validate(file) {
  return {
    command: `node tools/validate-study.js ${file}`,
    dependsOn: [{ projects: ['@rgflow/cli'], target: 'build' }],
    cache: false,
    metadata: { description: `how many cells of ${file} would run, and why` },
  };
}
