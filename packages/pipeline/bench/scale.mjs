/**
 * What planning costs when there are many instances: time and memory for a plan, a forecast, a run that has nothing to
 * do, and a forecast in which everything is stale and every reason has to be found.
 *
 *     node packages/pipeline/bench/scale.mjs [instances ...]        (10000 and 100000 unless told)
 */
import { createHash } from 'node:crypto';
import { CodeFingerprint, execute, forecast, PlanBuilder, preimageOf, Resolver, recipeKey } from '@rgflow/pipeline';
import { measure, sample } from './stages.mjs';

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [10_000, 100_000]) {
  console.log(`\n${size} instances`);
  const plan = await timed('plan', () => planOf(size, 'gaussian'));
  const store = fullStore(plan);
  await timed('forecast, nothing to do', async () => {
    const forecasts = await forecast(plan, new Resolver(store, new CodeFingerprint()));
    return `${forecasts.filter(({ outcome }) => outcome === 'hit').length} hits`;
  });
  await timed('run, nothing to do', async () => {
    const { counts } = await execute(plan, { store, study: 'bench', config: {}, jobs: 2, provenance: {} }).result;
    return `${counts.hit} hits`;
  });
  const other = planOf(size, 'exact');
  await timed('forecast, every second stale', async () => {
    const forecasts = await forecast(other, new Resolver(store, new CodeFingerprint()));
    return forecasts.at(-1).reason;
  });
  const wider = planOf(size, 'gaussian', 0.123);
  await timed('forecast, all cells new', async () => {
    const forecasts = await forecast(wider, new Resolver(store, new CodeFingerprint()));
    return forecasts.at(-2).reason;
  });
}

/** `size` instances in cells of two. */
function planOf(size, estimator, shift = 0) {
  const plan = new PlanBuilder();
  for (let i = 0; i < size / 2; i++) {
    const { samples } = plan.add(sample, {
      params: { sigmaW2: 1 + i / 1000 + shift, depth: 30 },
      inputs: {},
      keep: 'never',
    });
    plan.add(measure, { params: { estimator }, inputs: { samples } });
  }
  return plan.build();
}

async function timed(what, step) {
  globalThis.gc?.();
  const began = performance.now();
  const result = await step();
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `  ${what.padEnd(30)} ${seconds.padStart(7)} s ${String(megabytes).padStart(6)} MB  ${typeof result === 'string' ? result : ''}`,
  );
  return result;
}

/** A store that holds the recipe of every instance of a plan, as if it had been run. */
function fullStore(plan) {
  const code = new CodeFingerprint();
  const outputs = new Map();
  const recipes = new Map();
  for (const node of plan.nodes) {
    const inputs = Object.entries(node.inputs).map(([name, input]) => [name, outputs.get(input.node).digest]);
    const preimage = preimageOf(node, code.codeVersion(node.stage), Object.fromEntries(inputs));
    const key = recipeKey(preimage);
    const digest = createHash('sha256').update(`output ${key}`).digest('hex');
    const [[name, { kind }]] = Object.entries(node.stage.outputs);
    const output = { name, kind, digest, rows: 1, bytes: 100, objects: [digest] };
    outputs.set(node, output);
    recipes.set(key, { recipeKey: key, stage: node.stage.name, preimage, outputs: [output], lost: [], numerics: {} });
  }
  return {
    known: async (keys) => keys.map((key) => recipes.get(key) ?? null),
    acceptances: async () => [],
    missing: async () => new Set(),
    read: async () => null,
    preimages: async (stage, limit) =>
      [...recipes.values()]
        .filter((recipe) => recipe.stage === stage)
        .slice(-limit)
        .reverse(),
    beginRun: async () => {},
    recordStage: () => {},
    recordExecution: () => {},
    commit: async () => {},
    drop: () => {},
    endRun: async () => {},
  };
}
