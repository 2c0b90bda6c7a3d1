import {
  type Addition,
  CodeFingerprint,
  canonical,
  type Forecast,
  forecast,
  type Refine,
  Resolver,
  SEED,
} from '@rgflow/pipeline';
import type { DuckDbStore, RefinementRecord } from '@rgflow/store';
import type { PreparedStudy } from '../prepared-study.js';
import { furtherSeeds, type SeedDecision } from './further-seeds.js';
import { type Line, linesOf } from './line.js';
import { type Decision, isFalling, refineLine } from './refine-line.js';

/** A row of the table `refinement` before it is known which run writes it. */
export type RoundRecord = Omit<RefinementRecord, 'runId' | 'name'>;

/** How far the rounds of a study have come. */
export interface Rounds {
  /** The study with the cells that were added so far: what the round runs. */
  readonly prepared: PreparedStudy;
  /** How many rounds added something; 0: the sweep as it is written. */
  readonly number: number;
  /** What they added, and why. */
  readonly records: readonly RoundRecord[];
  /** Why nothing further is added; null as long as something is missing by which that is decided. */
  readonly done: readonly RoundRecord[] | null;
  /** The cells that were added so far. */
  readonly additions: readonly Addition[];
}

/** What is needed to go on from a state. */
interface State extends Rounds {
  /** How many rounds added values of an axis. */
  readonly refined: number;
  /** Values added to each line. */
  readonly tried: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Walks the rounds of a study as far as the results in a store go: the same results give the same rounds. */
export class RoundWalk {
  #state: State;

  constructor(
    private readonly first: PreparedStudy,
    private readonly store: DuckDbStore,
    private readonly code: CodeFingerprint = new CodeFingerprint(),
  ) {
    this.#state = sweepAsWritten(first);
  }

  /** Begins again: results were made anew. */
  restart(): void {
    this.#state = sweepAsWritten(this.first);
  }

  /**
   * Goes on to the first round of which something is missing, or to the end.
   *
   * @param executed  whether the present round was run to its end just now, so that nothing of it is missing
   */
  async advance(executed = false): Promise<Rounds> {
    for (let there = executed; this.#state.done === null; there = false) {
      const { plan } = this.#state.prepared;
      const forecasts = await forecast(plan, new Resolver(this.store, this.code));
      if (!there && forecasts.some(({ outcome }) => outcome === 'run')) break;
      this.#state = await further(this.#state, this.store, forecasts);
    }
    return this.#state;
  }
}

/** Before the first round. */
export function sweepAsWritten(prepared: PreparedStudy): State {
  const done = prepared.adaptive === null ? [] : null;
  return { prepared, number: 0, records: [], done, additions: [], refined: 0, tried: new Map() };
}

/** The next round, or the same with why there is none: values of an axis are looked at once there are seeds enough. */
async function further(state: State, store: DuckDbStore, forecasts: readonly Forecast[]): Promise<State> {
  const { cells, refine, replicate } = state.prepared.adaptive!;
  const seeds = replicate === null ? [] : await replicate.reader.read(store, cells, forecasts);
  const decisions = replicate === null ? [] : furtherSeeds(cells, seeds, replicate.rule);
  const replicated = withSeeds(state, decisions);
  if (replicated !== null) return replicated;
  const done = decisions.map((each) => {
    const why = each.added.length === 0 ? '' : ', but further ones are no cells of the sweep';
    return recordOfSeeds({ ...each, reason: `${each.reason}${why}` }, state.number, false);
  });
  if (refine === null) return { ...state, done };

  const { rule } = refine;
  const decided = decide(state, await refine.reader.read(store, cells, forecasts), rule);
  const refined = state.refined < rule.rounds ? withValues(state, decided, rule) : null;
  if (refined !== null) return refined;
  const why = (value: number) =>
    state.refined < rule.rounds ? `${value} is no cell of the sweep` : `${rule.rounds} rounds are over`;
  const stopped = decided.map(({ line, each }) => {
    const { value, reason } = each;
    const stop = value === null ? each : { ...each, value: null, reason: `${reason}, but ${why(value)}` };
    return recordOf(line, stop, rule, state.number);
  });
  return { ...state, done: [...done, ...stopped] };
}

/** The round that adds seeds; null if none does. */
function withSeeds(state: State, decisions: readonly SeedDecision[]): State | null {
  const more = decisions.filter(({ added }) => added.length > 0);
  return extended(
    state,
    more.map(({ grid, values, added }) => ({ grid, values: { ...single(values), [SEED]: added } })),
    more.map((each) => recordOfSeeds(each, state.number + 1, true)),
  );
}

/** What each line gets by its results. */
function decide(state: State, results: readonly (number | null)[], rule: Refine): readonly Decided[] {
  const { cells, written } = state.prepared.adaptive!;
  const lines = linesOf(cells, results, rule.axis, written, state.tried);
  const points = lines.map((line) => line.points);
  const falling = rule.rule === 'line' ? isFalling(points, rule.threshold) : null;
  return lines.flatMap((line) => refineLine(line.points, rule, falling).map((each) => ({ line, each })));
}

/** The round that adds values of an axis; null if none does. */
function withValues(state: State, decided: readonly Decided[], rule: Refine): State | null {
  const added = decided.filter(({ each }) => each.value !== null);
  const records = added.map(({ line, each }) => recordOf(line, each, rule, state.number + 1));
  const next = extended(state, additionsOf(added, rule.axis), records);
  return next && { ...next, refined: state.refined + 1, tried: withTried(state.tried, added) };
}

/** The state with further cells; null if there are none. */
function extended(state: State, more: readonly Addition[], records: readonly RoundRecord[]): State | null {
  if (more.length === 0) return null;
  const additions = [...state.additions, ...more];
  const prepared = state.prepared.adaptive!.extended(additions, state.number + 1);
  if (prepared.allCells === state.prepared.allCells) return null;
  return { ...state, prepared, number: state.number + 1, additions, records: [...state.records, ...records] };
}

interface Decided {
  readonly line: Line;
  readonly each: Decision;
}

function additionsOf(added: readonly Decided[], axis: string): readonly Addition[] {
  const byLine = new Map<Line, number[]>();
  for (const { line, each } of added) byLine.set(line, [...(byLine.get(line) ?? []), each.value!]);
  return [...byLine].map(([{ grid, values, seeds }, xs]) => ({
    grid,
    values: { ...single(values), [axis]: xs, ...(seeds.length === 0 ? {} : { [SEED]: seeds }) },
  }));
}

function withTried(tried: State['tried'], added: readonly Decided[]): State['tried'] {
  const all = new Map(tried);
  for (const { line, each } of added) {
    const key = canonical(line.values);
    all.set(key, new Set([...(all.get(key) ?? []), each.value!]));
  }
  return all;
}

function single(values: Line['values']): Addition['values'] {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, [value]]));
}

const NO_NEIGHBOURS = { lower: null, upper: null, resultLower: null, resultUpper: null } as const;

function recordOfSeeds(
  { values, total, reason, seeds, mean, standardError }: SeedDecision,
  round: number,
  isAdded: boolean,
): RoundRecord {
  return {
    ...NO_NEIGHBOURS,
    round,
    rule: 'replicate',
    outcome: isAdded ? 'added' : 'done',
    parameter: SEED,
    value: isAdded ? total : null,
    cell: values,
    reason,
    seeds,
    result: mean,
    resultSe: standardError,
  };
}

function recordOf(
  { values }: Line,
  { value, reason, lower, upper }: Decision,
  { rule, axis }: { readonly rule: RoundRecord['rule']; readonly axis: string },
  round: number,
): RoundRecord {
  return {
    round,
    rule,
    outcome: value === null ? 'done' : 'added',
    parameter: axis,
    value,
    cell: values,
    reason,
    lower: lower?.x ?? null,
    upper: upper?.x ?? null,
    resultLower: lower?.mean ?? null,
    resultUpper: upper?.mean ?? null,
    seeds: null,
    result: null,
    resultSe: null,
  };
}
