import { readFileSync } from 'node:fs';
import { type Addition, type Cell, type CodeVersion, canonical, digestOf, type Forecast } from '@rgflow/pipeline';
import { shellWord } from '@rgflow/pipeline/shell-text';
import type { Comparison } from '../comparison.js';
import type { AskedStudy, PreparedStudy } from '../prepared-study.js';
import type { RoundRecord } from '../rounds/rounds.js';
import { UsageError } from '../usage-error.js';
import { instanceDigests, type PlannedInstance } from './planned-instances.js';

/** Of the file; another one is refused. */
const FORMAT = 1;

/** A plan as it was printed: what is needed to expand it again, and what it was then. */
export interface SavedPlan {
  readonly asked: AskedStudy;
  /** The round it is of; null for a study that does not go on from its results. */
  readonly round: SavedRound | null;
  /** The code of each stage. */
  readonly code: Readonly<Record<string, CodeVersion>>;
  readonly instances: readonly PlannedInstance[];
}

/** The round of a study that goes on from its results, with the cells that were added up to it. */
export interface SavedRound {
  readonly number: number;
  readonly additions: readonly Addition[];
  readonly records: readonly RoundRecord[];
  readonly done: readonly RoundRecord[] | null;
}

/** What is to be saved of a comparison with the store. */
export function savedPlanOf(asked: AskedStudy, comparison: Comparison): SavedPlan {
  const { rounds, forecasts, prepared } = comparison;
  const { number, additions, records, done } = rounds;
  return {
    asked,
    round: prepared.adaptive === null ? null : { number, additions, records, done },
    code: codeOf(prepared, comparison.code),
    instances: plannedInstances(prepared, forecasts),
  };
}

/** The code of each stage of a study. */
export function codeOf({ plan }: PreparedStudy, code: Comparison['code']): SavedPlan['code'] {
  const stages = new Set(plan.nodes.map(({ stage }) => stage));
  return Object.fromEntries([...stages].map((stage) => [stage.name, code.codeVersion(stage)]));
}

export function plannedInstances({ plan }: PreparedStudy, forecasts: readonly Forecast[]): readonly PlannedInstance[] {
  const digests = instanceDigests(plan);
  return plan.nodes.map(({ index, stage, cell }) => {
    return { stage: { name: stage.name }, cell, digest: digests[index]!, outcome: forecasts[index]!.outcome };
  });
}

/** An instance in the file: its stage, its cell, its digest, and what a run would do to it. */
type Line = readonly [stage: string, cell: Cell, digest: string, outcome: Forecast['outcome']];

/** The text of the file: JSON, an instance a line. */
export function textOfPlan({ instances, ...rest }: SavedPlan): string {
  const lines = instances.map(({ stage, cell, digest, outcome }): Line => [stage.name, cell, digest, outcome]);
  const head = JSON.stringify({ rgflowPlan: FORMAT, digest: digestOfPlan({ ...rest, instances: lines }), ...rest });
  return `${head.slice(0, -1)},"instances":[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n]}\n`;
}

/** @throws {UsageError} if it is not there, no saved plan, of another format, or not as it was written. */
export function readSavedPlan(file: string): SavedPlan {
  const root = contentOf(file);
  const plan = `write it anew with \`rgflow plan STUDY --save ${shellWord(file)}\``;
  if (root === null) {
    throw new UsageError(`${file}: expected a plan that \`rgflow plan --save\` wrote, whole and in JSON; ${plan}.`);
  }
  const { rgflowPlan: format, digest, ...rest } = root;
  if (format !== FORMAT) {
    throw new UsageError(
      `${file}: is a plan of format ${String(format)}, and this rgflow reads format ${FORMAT}; ${plan}.`,
    );
  }
  if (digest !== digestOfPlan(rest)) {
    throw new UsageError(`${file}: is damaged or was edited: its content is not what its digest says; ${plan}.`);
  }
  const { instances, ...saved } = rest as unknown as Omit<SavedPlan, 'instances'> & { instances: readonly Line[] };
  return {
    ...saved,
    instances: instances.map(([name, cell, digest, outcome]) => ({ stage: { name }, cell, digest, outcome })),
  };
}

/** Whether a file holds a saved plan, of whatever format. @throws {Error} of the file system */
export function isSavedPlan(file: string): boolean {
  return contentOf(file) !== null;
}

/** Null if it is no saved plan. */
function contentOf(file: string): Readonly<Record<string, unknown>> | null {
  try {
    const root: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof root === 'object' && root !== null && 'rgflowPlan' in root ? { ...root } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Of the content as JSON gives it back. */
function digestOfPlan(content: Readonly<Record<string, unknown>>): string {
  return digestOf(Buffer.from(canonical(JSON.parse(JSON.stringify(content)))));
}
