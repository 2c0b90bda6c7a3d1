// Says of a study file how many of its cells would run on the store there is, and why, or that there is no store and all are
// to be computed; exit code 0 whether there is work to do or not, and what the fault gives if it cannot be planned.
//
//     quickstart: 5 of 5 cells would run, 10 of 41 instances: code: @rgflow/kl/layer (10)
import { PlanBuilder } from '../packages/pipeline/dist/index.js';
import { compareWithStore, forecastReason, prepareStudy, shortPath } from '../packages/workbench/dist/index.js';
import { refuse } from './arguments.js';

const [file, ...others] = process.argv.slice(2);
if (file === undefined || others.length > 0) refuse('node tools/validate-study.js FILE: takes one study file.');
try {
  const prepared = await prepareStudy(file);
  const text = await compareWithStore(prepared, undefined, async ({ store, file: path, forecasts }) =>
    store === null
      ? `there is no store yet (${shortPath(path)}): all of its ${prepared.cells} cells are to be computed, ${forecasts.length} instances`
      : said(prepared, forecasts),
  );
  console.log(`${prepared.name}: ${text}`);
} catch (error) {
  if (error.failure === undefined && error.name !== 'StudyError') throw error;
  console.error(error.message);
  process.exitCode = { 'store-in-use': 3, 'store-damaged': 4 }[error.failure] ?? 2;
}

function said({ study, configured, cells }, forecasts) {
  const run = new Set(forecasts.flatMap(({ node, outcome }) => (outcome === 'run' ? [node.index] : [])));
  if (run.size === 0) return `nothing to do, all of its ${cells} cells are in the store`;
  // The instances of a cell have the numbers that they have in the plan of all.
  const builder = new PlanBuilder();
  let stale = 0;
  for (const cell of configured.cells()) {
    if (builder.touchedBy(() => study.build(builder, cell)).some((instance) => run.has(instance))) stale++;
  }
  const reasons = new Map();
  for (const forecast of forecasts) {
    if (forecast.outcome !== 'run') continue;
    const reason = forecastReason(forecast, forecasts);
    if (!reason.startsWith('input: ')) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const most = [...reasons].sort(([, a], [, b]) => b - a).slice(0, 3);
  const why = most.map(([reason, count]) => `${reason} (${count})`).join('; ');
  return `${stale} of ${cells} cells would run, ${run.size} of ${forecasts.length} instances: ${why}`;
}
