import type { Explanation, StudyOptions } from '@rgflow/workbench';
import { explainInstances } from '@rgflow/workbench/explanation';
import { prepareStudy } from '@rgflow/workbench/prepared-study';
import { type Colors, colorsFor } from '../colors.js';
import { dayOf } from '../day-of.js';
import { differenceLines } from '../differences.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { warn } from '../warn.js';

interface ExplainOptions extends Omit<StudyOptions, 'name'> {
  readonly store?: string;
  readonly name?: string;
  readonly run?: string;
  readonly json?: boolean;
}

/** Explained at most; a sweep has more instances than anyone reads. */
const MOST = 8;

/** Says of each matching instance whether it would run again, and why. */
export async function explain(study: string, selector: string, options: ExplainOptions): Promise<ExitCode> {
  const { store, json, name, run, ...which } = options;
  const prepared = await prepareStudy(study, which);
  warn(prepared.warnings);
  const { explanations, others } = await explainInstances(prepared, selector, {
    store,
    name,
    run,
    most: json === true ? Infinity : MOST,
  });
  if (json === true) {
    process.stdout.write(`${JSON.stringify(explanations)}\n`);
    return exitCode.ok;
  }
  const colors = colorsFor(process.stdout);
  const texts = explanations.map((explanation) => explanationText(explanation, colors));
  if (others.length > 0)
    texts.push(colors.dim(`and ${others.length} more; name some of them as in '${others.at(-1)}'.`));
  process.stdout.write(`${texts.join('\n\n')}\n`);
  return exitCode.ok;
}

export function explanationText(explanation: Explanation, colors: Colors): string {
  const { bold, cyan, dim, green, yellow } = colors;
  const { instance, outcome, reason, accepted, causes, nearest } = explanation;
  const lines = [`${bold(instance)}  ${outcome === 'hit' ? cyan('hit') : green('run')}`];
  if (reason !== '') lines.push(`  ${reason}`);
  for (const { stage, because, by, at } of accepted) {
    lines.push(`  accepted ${dayOf(at)} by ${by}: "${because}"; rgflow accept ${stage} --undo takes it back`);
  }
  for (const cause of causes.slice(0, 3)) lines.push(`  because ${cause.instance} runs: ${cause.reason}`);
  if (causes.length > 3) lines.push(dim(`  and ${causes.length - 3} more instances above it run`));
  if (nearest === null) return lines.join('\n');

  const { differences, lastExecution, numerics, warnings } = nearest;
  if (differences.length > 0) {
    const what = accepted.length > 0 ? 'its result is of the code before' : 'compared with the nearest recorded one';
    lines.push(dim(`  ${what}${nearest.instance === instance ? '' : `, ${nearest.instance}`}:`));
    lines.push(...differenceLines(differences, colors));
  }
  if (lastExecution !== null) {
    const when = `${lastExecution.startedAt}, took ${formatDuration(lastExecution.wallMs)}, run ${lastExecution.runId}`;
    lines.push(`  last executed ${when}`);
  }
  const computed = Object.entries(numerics).map(([stage, names]) => `${stage} with ${names.join('; ')}`);
  if (computed.length > 0) lines.push(`  computed: ${computed.join(', ')}`);
  for (const { runId, message } of warnings.slice(0, 3))
    lines.push(`  ${yellow('warning')} of run ${runId}: ${message}`);
  if (warnings.length > 3)
    lines.push(dim(`  and ${warnings.length - 3} more warnings; rgflow sql "from warning" has them`));
  return lines.join('\n');
}
