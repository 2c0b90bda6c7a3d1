import type { Cell, Scalar } from '@rgflow/pipeline';

/** Names a stage instance as `rgflow explain` reads it back: `kl@{sigmaW2=1.5,snapshot=final}`. */
export type InstanceLabeller = (stage: string, cell: Cell) => string;

/** What is to be told from others: an instance of a plan, or one that a store tells of. */
export interface Labelled {
  readonly stage: { readonly name: string };
  readonly cell: Cell;
}

/**
 * A labeller that gives only the values by which the instances of a stage differ from one another. It looks for them when it
 * is first asked: in a run with nothing to do nobody asks.
 */
export function labelInstances(nodes: readonly Labelled[]): InstanceLabeller {
  let keys: ReadonlyMap<string, readonly string[]> | null = null;
  return (stage, cell) => {
    keys ??= keysByStage(nodes);
    return instanceLabel(stage, cell, keys.get(stage) ?? []);
  };
}

function keysByStage(nodes: readonly Labelled[]): ReadonlyMap<string, readonly string[]> {
  const cells = new Map<string, Cell[]>();
  for (const { stage, cell } of nodes) {
    const same = cells.get(stage.name) ?? [];
    same.push(cell);
    cells.set(stage.name, same);
  }
  return new Map([...cells].map(([stage, all]) => [stage, distinguishingKeys(all)]));
}

/** The keys that every cell has and on which two of them disagree. */
function distinguishingKeys([first, ...others]: readonly Cell[]): readonly string[] {
  if (first === undefined) return [];
  return Object.keys(first).filter(
    (key) => others.every((cell) => key in cell) && others.some((cell) => cell[key] !== first[key]),
  );
}

function instanceLabel(stage: string, cell: Cell, keys: readonly string[]): string {
  if (keys.length === 0) return stage;
  return `${stage}@{${keys.map((key) => `${key}=${cell[key] as Scalar}`).join(',')}}`;
}
