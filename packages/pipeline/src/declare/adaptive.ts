import { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import { ruleOf } from './faults.js';
import type { Parameter } from './parameters.js';
import type { GridSource, Refuse } from './sweep-source.js';

/** The parameter that names random streams: results of several seeds are drawings of one quantity. */
export const SEED = 'seed';

const text = (about: string) => z.string().min(1).describe(about);

const resultShape = {
  table: text('The table that has the result.'),
  column: text('The column, of numbers.'),
  where: text(
    "Which row of a cell, if it has several: a condition on columns and parameters, as in 'epoch == training.epochs'.",
  ).optional(),
};

/** What a study file may say under `refine`. */
export const refineSchema = z.strictObject({
  rule: z
    .enum(['bisect', 'zoom', 'line'])
    .optional()
    .describe('bisect: every crossing of the level; zoom: where neighbours differ; line: one crossing of each line.'),
  axis: text('The parameter that gets further values, by its dotted path.'),
  result: z.strictObject(resultShape).describe('What is looked at, the mean over seeds.'),
  level: z.number().optional().describe('In the unit of the result: what it crosses. For bisect and line.'),
  change: z
    .number()
    .positive()
    .optional()
    .describe('In the unit of the result: neighbours that differ by more get a value between them. For zoom.'),
  width: z.number().positive().describe('In the unit of the axis: neighbours no further apart get none between them.'),
  within: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('How far a line that does not cross the level is followed. For line.'),
  rounds: z.int().positive().max(1000).default(10).describe('Rounds of further values at most.'),
});

/** What a study file may say under `replicate`. */
export const replicateSchema = z.strictObject({
  until: z
    .strictObject({
      ...resultShape,
      below: z.number().positive().describe('In the unit of the result: a standard error that is small enough.'),
    })
    .describe('The standard error over seeds at which no further ones are added.'),
  max: z.int().min(2).max(1_000_000).describe('Seeds of a cell at most.'),
});

/** One number of a cell: where it stands. */
export interface ResultColumn {
  readonly table: string;
  readonly column: string;
  /** A condition on the columns of the table and on parameters; null if a cell has one row. */
  readonly where: string | null;
}

/** How an axis gets further values from the results so far. */
export interface Refine {
  readonly rule: 'bisect' | 'zoom' | 'line';
  readonly axis: string;
  /** Whether its values are whole numbers. */
  readonly whole: boolean;
  readonly result: ResultColumn;
  /** What the result crosses; of zoom the difference of neighbours that is too much. */
  readonly threshold: number;
  readonly width: number;
  readonly within: readonly [number, number] | null;
  readonly rounds: number;
}

/** How long cells get further seeds. */
export interface Replicate {
  readonly result: ResultColumn;
  readonly below: number;
  readonly max: number;
}

/** What of a study follows from its results. */
export interface Adaptive {
  readonly refine: Refine | null;
  readonly replicate: Replicate | null;
}

/** The sections as they are written, `--set` applied. */
export interface AdaptiveSource {
  readonly refine?: unknown;
  readonly replicate?: unknown;
}

/** Reads both sections; what is wrong with them is told to `refuse`. */
export function readAdaptive(
  source: AdaptiveSource,
  parameters: readonly Parameter[],
  grids: readonly GridSource[],
  refuse: Refuse,
): Adaptive {
  const refine = read('refine', refineSchema, source.refine, refuse);
  const replicate = read('replicate', replicateSchema, source.replicate, refuse);
  return {
    refine: refine === null ? null : refineOf(refine, parameters, grids, refuse),
    replicate: replicate === null ? null : replicateOf(replicate, parameters, grids, refuse),
  };
}

function read<S extends z.ZodObject>(section: string, schema: S, raw: unknown, refuse: Refuse): z.output<S> | null {
  if (raw === null || raw === undefined) return null;
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  const names = Object.keys(schema.shape).map((key) => `${section}.${key}`);
  for (const issue of parsed.error.issues) {
    const path = [section, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) refuse([...path, key], `unknown key${didYouMean([...path, key].join('.'), names)}`);
    } else refuse(path, ruleOf(issue));
  }
  return null;
}

function refineOf(
  given: z.output<typeof refineSchema>,
  parameters: readonly Parameter[],
  grids: readonly GridSource[],
  refuse: Refuse,
): Refine {
  const { level, change, within, axis, width, rounds } = given;
  const rule = given.rule ?? (change === undefined ? 'bisect' : 'zoom');
  const [wanted, other] = rule === 'zoom' ? (['change', 'level'] as const) : (['level', 'change'] as const);
  if (given[wanted] === undefined) refuse(['refine'], `${rule} takes a ${wanted}, as in ${wanted}: 0.5`);
  if (given[other] !== undefined) refuse(['refine', other], `${rule} takes a ${wanted}; leave ${other} out`);
  if (within !== undefined && rule !== 'line') refuse(['refine', 'within'], 'goes with rule: line; leave it out');
  if (within !== undefined && !(within[0] < within[1])) {
    refuse(['refine', 'within'], `is [${within.join(', ')}]; expected the lower end first`);
  }
  const parameter = parameters.find(({ path }) => path === axis);
  if (parameter === undefined) {
    const names = parameters.map(({ path }) => path);
    refuse(['refine', 'axis'], `${axis}: unknown parameter${didYouMean(axis, names)}`);
  } else if (axis === SEED || (parameter.type !== 'BIGINT' && parameter.type !== 'DOUBLE')) {
    const why = axis === SEED ? 'seeds have no order; replicate adds them' : 'has no numbers between two of its values';
    refuse(['refine', 'axis'], `${axis}: ${why}`);
  } else checkAxis(axis, rule, grids, refuse);
  return {
    rule,
    axis,
    whole: parameter?.type === 'BIGINT',
    result: resultOf(given.result),
    threshold: level ?? change ?? Number.NaN,
    width,
    within: within ?? null,
    rounds,
  };
}

/** It is an axis of its own in every grid, so that a further value is one more of it. */
function checkAxis(axis: string, rule: Refine['rule'], grids: readonly GridSource[], refuse: Refuse): void {
  for (const { factors } of grids) {
    const factor = factors.find(({ paths }) => paths.includes(axis));
    if (factor === undefined) {
      const example = `sweep: { ${axis}: [10, 40] }`;
      refuse(['refine', 'axis'], `${axis}: is not swept; give it the values to begin with, as in ${example}`);
    } else if (factor.paths.length > 1) {
      const others = factor.paths.filter((path) => path !== axis).join(' and ');
      refuse(
        ['refine', 'axis'],
        `${axis}: goes together with ${others} (zip), which has no value there; let it follow`,
      );
    } else if (factor.rows.length < 2 && rule !== 'line') {
      refuse(['refine', 'axis'], `${axis}: has one value; there is something between two or more`);
    }
  }
}

function replicateOf(
  { until: { below, ...result }, max }: z.output<typeof replicateSchema>,
  parameters: readonly Parameter[],
  grids: readonly GridSource[],
  refuse: Refuse,
): Replicate {
  if (!parameters.some(({ path }) => path === SEED)) {
    refuse(['replicate'], `the study has no parameter ${SEED}: nothing of it is drawn at random; leave replicate out`);
  }
  for (const { factors, formulas } of grids) {
    const factor = factors.find(({ paths }) => paths.includes(SEED));
    if (formulas.has(SEED) || (factor !== undefined && factor.paths.length > 1)) {
      refuse(['replicate'], `${SEED} follows other parameters or goes together with them; give it an axis of its own`);
    }
  }
  return { result: resultOf(result), below, max };
}

function resultOf({
  table,
  column,
  where,
}: {
  table: string;
  column: string;
  where?: string | undefined;
}): ResultColumn {
  return { table, column, where: where ?? null };
}
