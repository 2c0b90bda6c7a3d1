import type { Cell } from '@rgflow/pipeline';
import { rowsOfResults } from '@rgflow/store/rows-of-results';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { agree, type NumberDifference, type Tolerance, tableDifference } from './diff-numbers.js';
import { labelInstances } from './instance-label.js';
import { instancesOf, type RunInstance } from './run-instances.js';
import { findRun, type StoredRun } from './runs.js';
import { defaultStore } from './workspace.js';

/** Two runs, instance by instance. */
export interface RunDifference {
  readonly a: StoredRun;
  readonly b: StoredRun;
  /** Parameters in which all instances of a stage differ alike; instances are compared as if they did not. */
  readonly parameters: readonly {
    readonly stage: string;
    readonly key: string;
    readonly a: string;
    readonly b: string;
  }[];
  readonly stages: readonly StageDifference[];
  /** The largest difference of each output that differs. */
  readonly differences: readonly (NumberDifference & { readonly instance: string; readonly output: string })[];
  /** Instances that only one of them has, or has to a good end. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

interface StageDifference {
  readonly stage: string;
  /** Pairs of one key; of two keys and the same bytes; whose numbers agree within the tolerance; whose do not. */
  readonly sameKey: number;
  readonly sameBytes: number;
  readonly within: number;
  readonly different: number;
}

/** An output of a result, by its digest. */
interface Output {
  readonly kind: string;
  readonly digest: string;
}

/**
 * Compares two runs of a store: their keys, and where these differ what they gave.
 *
 * @param a, b  their ids, the beginning of them, or studies
 * @throws {UsageError} if there is no such run.
 */
export async function diffRuns(
  a: string,
  b: string,
  { store = defaultStore(), tolerance }: { readonly store?: string | undefined; readonly tolerance: Tolerance },
): Promise<RunDifference> {
  const ask = askFile(store);
  const runs = [await findRun(ask, a), await findRun(ask, b)] as const;
  const instances = await Promise.all(runs.map(({ runId }) => instancesOf(ask, runId)));
  const [ofA, ofB] = instances.map((all) => all.filter(({ outcome }) => outcome === 'executed' || outcome === 'hit'));
  const parameters = commonChanges(ofA!, ofB!);
  const changed = new Set(parameters.map(({ stage, key }) => `${stage} ${key}`));
  const nameOf = ({ stage, cell }: RunInstance) => pairingName(stage.name, cell, changed);
  const inB = new Map(ofB!.map((instance) => [nameOf(instance), instance]));
  const pairing = ({ stage, cell }: RunInstance) => ({ stage, cell: withoutChanged(stage.name, cell, changed) });
  const label = labelInstances([...ofA!, ...ofB!].map(pairing));
  const labelOf = (instance: RunInstance) => label(instance.stage.name, pairing(instance).cell);

  const stages = new Map<string, { -readonly [key in keyof StageDifference]: StageDifference[key] }>();
  const others: [RunInstance, RunInstance][] = [];
  const onlyInA: string[] = [];
  for (const instance of ofA!) {
    const other = inB.get(nameOf(instance));
    inB.delete(nameOf(instance));
    if (other === undefined) {
      onlyInA.push(labelOf(instance));
      continue;
    }
    const stage = instance.stage.name;
    const counts = stages.get(stage) ?? { stage, sameKey: 0, sameBytes: 0, within: 0, different: 0 };
    stages.set(stage, counts);
    if (instance.recipeKey === other.recipeKey) counts.sameKey++;
    else others.push([instance, other]);
  }
  const differences: (NumberDifference & { instance: string; output: string })[] = [];
  for (let from = 0; from < others.length; from += TOGETHER) {
    for (const { pair, same, found } of await compared(ask, others.slice(from, from + TOGETHER), tolerance)) {
      const counts = stages.get(pair[0].stage.name)!;
      if (same) counts.sameBytes++;
      else if (found.length === 0) counts.within++;
      else counts.different++;
      for (const each of found) differences.push({ instance: labelOf(pair[0]), ...each });
    }
  }
  const onlyInB = [...inB.values()].map(labelOf);
  return { a: runs[0], b: runs[1], parameters, stages: [...stages.values()], differences, onlyInA, onlyInB };
}

/** Pairs whose outputs are asked for together. */
const TOGETHER = 500;

interface Compared {
  readonly pair: readonly [RunInstance, RunInstance];
  /** Whether all outputs are the same bytes. */
  readonly same: boolean;
  readonly found: readonly (NumberDifference & { readonly output: string })[];
}

async function compared(
  ask: Ask,
  pairs: readonly (readonly [RunInstance, RunInstance])[],
  tolerance: Tolerance,
): Promise<readonly Compared[]> {
  const outputs = await outputsOf(ask, pairs.flat());
  const rows = await rowsOfTables(ask, pairs, outputs);
  const all: Compared[] = [];
  for (const pair of pairs) {
    const [a, b] = pair.map(({ recipeKey }) => outputs.get(recipeKey!) ?? new Map<string, Output>());
    const found: (NumberDifference & { output: string })[] = [];
    let same = true;
    for (const output of new Set([...a!.keys(), ...b!.keys()])) {
      const [x, y] = [a!.get(output), b!.get(output)];
      if (x?.digest === y?.digest) continue;
      same = false;
      const difference =
        x === undefined || y === undefined
          ? {
              place: 'output',
              a: x === undefined ? 'none' : 'one',
              b: y === undefined ? 'none' : 'one',
              difference: null,
            }
          : x.kind === 'table'
            ? tableDifference(
                ...(pair.map((each) => rows.get(`${output} ${each.recipeKey}`) ?? []) as [never[], never[]]),
                tolerance,
              )
            : await tensorDifference(ask, output, pair, tolerance);
      if (difference !== null) found.push({ output, ...difference });
    }
    all.push({ pair, same, found });
  }
  return all;
}

async function outputsOf(
  ask: Ask,
  instances: readonly RunInstance[],
): Promise<ReadonlyMap<string, Map<string, Output>>> {
  const outputs = new Map<string, Map<string, Output>>();
  const keys = instances.map(({ recipeKey }) => sqlLiteral(recipeKey!));
  for (const row of await ask(
    `select recipe_key, name, kind, digest from output where recipe_key in (${keys.join(', ')})`,
  )) {
    const key = String(row.recipe_key);
    const own = outputs.get(key) ?? new Map<string, Output>();
    outputs.set(key, own.set(String(row.name), { kind: String(row.kind), digest: String(row.digest) }));
  }
  return outputs;
}

/** The rows of the tables that are not the same bytes, by output and key. */
async function rowsOfTables(
  ask: Ask,
  pairs: readonly (readonly [RunInstance, RunInstance])[],
  outputs: ReadonlyMap<string, ReadonlyMap<string, Output>>,
) {
  const keysOf = new Map<string, Set<string>>();
  for (const [a, b] of pairs) {
    for (const [name, { kind, digest }] of outputs.get(a.recipeKey!) ?? []) {
      if (kind !== 'table' || outputs.get(b.recipeKey!)?.get(name)?.digest === digest) continue;
      const keys = keysOf.get(name) ?? new Set();
      keysOf.set(name, keys.add(a.recipeKey!).add(b.recipeKey!));
    }
  }
  const rows = new Map<string, Awaited<ReturnType<Ask>>[number][]>();
  for (const [name, keys] of keysOf) {
    for (const { recipe_key, ...row } of await ask(rowsOfResults(name, [...keys]))) {
      const place = `${name} ${recipe_key}`;
      const list = rows.get(place) ?? [];
      rows.set(place, list);
      list.push(row);
    }
  }
  return rows;
}

/** Entry by entry where both are kept, else by mean, variance and range. */
async function tensorDifference(
  ask: Ask,
  output: string,
  pair: readonly [RunInstance, RunInstance],
  tolerance: Tolerance,
): Promise<NumberDifference | null> {
  const [a, b] = pair.map(({ recipeKey }) => `recipe_key = ${sqlLiteral(recipeKey!)} and name = ${sqlLiteral(output)}`);
  const layers = await ask(
    `select layer, a.digest as a, b.digest as b, a.shape::varchar as shape_a, b.shape::varchar as shape_b, a.mean as mean_a,
       b.mean as mean_b, a.variance as variance_a, b.variance as variance_b, a.min as min_a, b.min as min_b, a.max as max_a,
       b.max as max_b, a.digest in (select digest from object) and b.digest in (select digest from object) as kept
     from (from tensor where ${a}) a full join (from tensor where ${b}) b using (layer) order by layer`,
  );
  for (const layer of layers) {
    const place = `layer ${layer.layer}`;
    if (layer.a === layer.b) continue;
    if (layer.shape_a !== layer.shape_b) {
      const [x, y] = [layer.shape_a ?? 'none', layer.shape_b ?? 'none'].map(String) as [string, string];
      return { place: `${place}, shape`, a: x, b: y, difference: null };
    }
    if (layer.kept !== true) {
      for (const what of ['mean', 'variance', 'min', 'max']) {
        const [x, y] = [layer[`${what}_a`], layer[`${what}_b`]];
        if (agree(x, y, tolerance)) continue;
        const difference = typeof x === 'number' && typeof y === 'number' ? Math.abs(x - y) : null;
        return { place: `${place}, ${what}`, a: String(x), b: String(y), difference };
      }
      continue;
    }
    const [worst] = await ask(
      `select a::varchar as a, b::varchar as b, abs(a - b) as difference from (
         select unnest(tensor_values(${sqlLiteral(String(layer.a))})) as a, unnest(tensor_values(${sqlLiteral(String(layer.b))})) as b)
       where a <> b and (not isfinite(a) or not isfinite(b)
         or abs(a - b) > ${tolerance.absolute} + ${tolerance.relative} * greatest(abs(a), abs(b)))
       order by difference desc limit 1`,
    );
    if (worst !== undefined) {
      return { place, a: String(worst.a), b: String(worst.b), difference: worst.difference as number };
    }
  }
  return null;
}

/** Parameters that have one value in all instances of a stage in one run, and another in all of the other. */
function commonChanges(a: readonly RunInstance[], b: readonly RunInstance[]): RunDifference['parameters'] {
  const values = (instances: readonly RunInstance[]) => {
    const found = new Map<string, Set<string>>();
    for (const { stage, cell } of instances) {
      for (const [key, value] of Object.entries(cell)) {
        const name = `${stage.name} ${key}`;
        found.set(name, (found.get(name) ?? new Set()).add(JSON.stringify(value)));
      }
    }
    return found;
  };
  const inB = values(b);
  return [...values(a)].flatMap(([name, those]) => {
    const others = inB.get(name);
    const [stage, key] = name.split(' ') as [string, string];
    if (those.size !== 1 || others?.size !== 1) return [];
    const [[x], [y]] = [[...those], [...others]] as [[string], [string]];
    return x === y ? [] : [{ stage, key, a: x, b: y }];
  });
}

function pairingName(stage: string, cell: Cell, changed: ReadonlySet<string>): string {
  const entries = Object.entries(withoutChanged(stage, cell, changed));
  return `${stage} ${JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)))}`;
}

function withoutChanged(stage: string, cell: Cell, changed: ReadonlySet<string>): Cell {
  return Object.fromEntries(Object.entries(cell).filter(([key]) => !changed.has(`${stage} ${key}`)));
}
