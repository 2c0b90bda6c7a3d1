import type { AnyStage } from '../declare/stage.js';
import { NumericsError } from '../errors.js';
import { type PlanNode, producersOf } from '../plan/plan.js';
import type { Numerics } from '../records.js';

/** With what the results of a run were computed, those that it found and those that it made. */
export class RunNumerics {
  readonly #of = new Map<PlanNode, Numerics>();
  readonly #here = new Map<AnyStage, Promise<string>>();

  /** @param mixing  'any' lets a chain go on with other numerics than it began with. */
  constructor(private readonly mixing: 'refused' | 'any') {}

  of(node: PlanNode): Numerics {
    return this.#of.get(node) ?? {};
  }

  /** What was recorded with a result that was found. */
  found(node: PlanNode, recorded: Numerics): void {
    this.#of.set(node, recorded);
  }

  /** @returns what is to be recorded with a result: what it was made with, and all that it was made from. */
  made(node: PlanNode, own: string | null): Numerics {
    const above = producersOf(node).map((producer) => this.of(producer));
    const numerics = united([...above, own === null ? {} : { [node.stage.name]: [own] }]);
    this.#of.set(node, numerics);
    return numerics;
  }

  /** @throws {NumericsError} if an instance would continue what its own stage has made with other numerics. */
  async check(node: PlanNode): Promise<void> {
    if (this.mixing === 'any') return;
    const message = await continuesOther(node, (producer) => this.of(producer), this.#here);
    if (message !== null) throw new NumericsError(message);
  }

  /** Of which stages there are results made with different numerics, as a sentence; null if of none. */
  mixed(): string | null {
    const found = [...this.#of.values()].flatMap((numerics) => Object.entries(numerics));
    const byStage = new Map<string, Set<string>>();
    for (const [stage, names] of found) byStage.set(stage, new Set([...(byStage.get(stage) ?? []), ...names]));
    const mixed = [...byStage].filter(([, names]) => names.size > 1);
    if (mixed.length === 0) return null;
    const stages = mixed.map(([stage, names]) => `${stage} (${[...names].sort().join('; ')})`).join(', ');
    return `results of this run were computed in different ways: ${stages}. They agree to rounding only, which a training enlarges. The column numerics says which is which; --force makes them anew.`;
  }
}

/**
 * Whether an instance that is to run takes up what its own stage has made before with other numerics than there are here, as
 * the next epoch takes up weights.
 *
 * @param numericsOf  what was recorded of a producer; nothing of one that has still to run
 * @param here        what was found of stages so far
 * @returns a sentence, or null
 */
export async function continuesOther(
  node: PlanNode,
  numericsOf: (producer: PlanNode) => Numerics,
  here: Map<AnyStage, Promise<string>> = new Map(),
): Promise<string | null> {
  const { stage, cell } = node;
  if (stage.numerics === undefined) return null;
  const before = producersOf(node).flatMap((producer) =>
    producer.stage === stage ? (numericsOf(producer)[stage.name] ?? []) : [],
  );
  if (before.length === 0) return null;
  const now = await (here.get(stage) ?? heard(stage, here));
  const others = before.filter((name) => name !== now);
  if (others.length === 0) return null;
  return `${stage.name} ${JSON.stringify(cell)} would go on with ${now} from what was made with ${others.join('; ')}, and give the bits of neither. Compute as before (RGFLOW_BLAS names the library), make it anew (--force ${stage.name}), or allow it (--numerics any).`;
}

function heard(stage: AnyStage, here: Map<AnyStage, Promise<string>>): Promise<string> {
  const now = Promise.resolve(stage.numerics!());
  here.set(stage, now);
  return now;
}

function united(all: readonly Numerics[]): Numerics {
  const names = [...new Set(all.flatMap((numerics) => Object.keys(numerics)))].sort();
  return Object.fromEntries(names.map((name) => [name, [...new Set(all.flatMap((each) => each[name] ?? []))].sort()]));
}
