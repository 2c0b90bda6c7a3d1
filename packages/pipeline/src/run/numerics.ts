import type { AnyStage } from '../declare/stage.js';
import { NumericsError } from '../errors.js';
import { type Plan, type PlanNode, producersOf } from '../plan/plan.js';
import type { Numerics } from '../records.js';
import type { ExecuteOptions } from './execution.js';

const NO_NUMERICS: Numerics = {};

/** With what the results of a run were computed, those that it found and those that it made. */
export class RunNumerics {
  readonly #of = new Map<PlanNode, Numerics>();
  readonly #here = numericsHere(() => this.chosen(() => {}));
  #chosen: Promise<void> | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly options: Pick<ExecuteOptions, 'numerics' | 'chooseNumerics'>,
  ) {}

  /** Chooses the numerics of the process, once, and then does what must not be done before. */
  async chosen<Result>(then: () => Result): Promise<Result> {
    const choose = this.options.chooseNumerics ?? (async () => {});
    this.#chosen ??= this.plan.nodes.some(({ stage }) => stage.numerics !== undefined) ? choose() : Promise.resolve();
    await this.#chosen;
    return then();
  }

  of(node: PlanNode): Numerics {
    return this.#of.get(node) ?? NO_NUMERICS;
  }

  /** What was recorded with a result that was found. */
  found(node: PlanNode, recorded: Numerics): void {
    this.#set(node, recorded);
  }

  /** @returns what is to be recorded with a result: what it was made with, and all that it was made from. */
  made(node: PlanNode, own: string | null): Numerics {
    const above = producersOf(node).map((producer) => this.of(producer));
    const numerics = united([...above, own === null ? {} : { [node.stage.name]: [own] }]);
    this.#set(node, numerics);
    return numerics;
  }

  /** Of most there is nothing to remember. */
  #set(node: PlanNode, numerics: Numerics): void {
    if (Object.keys(numerics).length > 0) this.#of.set(node, numerics);
    else this.#of.delete(node);
  }

  /**
   * @param anew  whether the instance runs because something of it was not kept, which others have been made from
   * @throws {NumericsError} if an instance would continue what its own stage has made with other numerics, or make anew
   *   otherwise what others were made from.
   */
  async check(node: PlanNode, anew: boolean): Promise<void> {
    if (this.options.numerics === 'any') return;
    const message =
      (await continuesOther(node, (producer) => this.of(producer), this.#here)) ??
      (anew ? await remadeOtherwise(node, this.of(node), this.#here) : null);
    if (message !== null) throw new NumericsError(message);
  }

  /**
   * Which results were made with different numerics, as a sentence; null if none. Stages that name theirs by one function
   * are one kind (all that multiply with our kernels), so that a network trained with one library and looked into with
   * another is one of them, and one that TensorFlow.js trained is not.
   */
  mixed(): string | null {
    const kinds = new Map<unknown, { stages: Set<string>; names: Set<string> }>();
    const kindOf = new Map(
      [...this.#of.keys()].map(({ stage }) => [stage.name as string, stage.numerics ?? stage.name]),
    );
    for (const [stage, names] of [...this.#of.values()].flatMap((numerics) => Object.entries(numerics))) {
      const kind = kindOf.get(stage) ?? stage;
      const entry = kinds.get(kind) ?? { stages: new Set(), names: new Set() };
      entry.stages.add(stage);
      for (const name of names) entry.names.add(name);
      kinds.set(kind, entry);
    }
    const mixed = [...kinds.values()].filter(({ names }) => names.size > 1);
    if (mixed.length === 0) return null;
    const stages = mixed
      .map((kind) => `${[...kind.stages].sort().join(', ')} (${[...kind.names].sort().join('; ')})`)
      .join(', ');
    return `results of this run were computed in different ways: ${stages}. They agree to rounding only, which a training enlarges. The column numerics says which is which; --force makes them anew.`;
  }
}

/**
 * Whether an instance that is to run takes up what its own stage has made before with other numerics than there are here, as
 * the next epoch takes up weights.
 *
 * @param numericsOf  what was recorded of a producer; nothing of one that has still to run
 * @param here        what stages name as theirs; where several instances are asked for, one `numericsHere` for all
 * @returns a sentence, or null
 */
export async function continuesOther(
  node: PlanNode,
  numericsOf: (producer: PlanNode) => Numerics,
  here: NumericsHere = numericsHere(),
): Promise<string | null> {
  const { stage, cell } = node;
  if (stage.numerics === undefined) return null;
  const before = producersOf(node).flatMap((producer) =>
    producer.stage === stage ? (numericsOf(producer)[stage.name] ?? []) : [],
  );
  if (before.length === 0) return null;
  const now = await here(stage);
  const others = before.filter((name) => name !== now);
  if (others.length === 0) return null;
  return `${stage.name} ${JSON.stringify(cell)} would go on with ${now} from what was made with ${others.join('; ')}, and give the bits of neither. ${remedy(stage, before)}`;
}

/** Whether what was made with one numerics would be made anew with another: what was made from it is not of it then. */
async function remadeOtherwise(
  { stage, cell }: PlanNode,
  recorded: Numerics,
  here: NumericsHere,
): Promise<string | null> {
  const before = recorded[stage.name] ?? [];
  if (stage.numerics === undefined || before.length === 0) return null;
  const now = await here(stage);
  if (before.length === 1 && before[0] === now) return null;
  return `${stage.name} ${JSON.stringify(cell)} was not kept and would be made anew with ${now}, where ${before.join('; ')} made it and what others were made from. ${remedy(stage, before)}`;
}

/** What made it can be had again, unless several did. */
function remedy({ name }: AnyStage, before: readonly string[]): string {
  const again =
    before.length === 1
      ? 'Compute as before (RGFLOW_BLAS names the library, OPENBLAS_CORETYPE the kernel of OpenBLAS), m'
      : 'M';
  return `${again}ake it anew (--force ${name}), or allow it (--numerics any).`;
}

/** What a stage that has numerics names as them in this process. */
export type NumericsHere = (stage: AnyStage) => Promise<string>;

/**
 * Asks each stage once.
 *
 * @param choose  as `ExecuteOptions.chooseNumerics`; called before each is asked
 */
export function numericsHere(choose: () => Promise<void> = async () => {}): NumericsHere {
  const known = new Map<AnyStage, Promise<string>>();
  const ask = async (stage: AnyStage): Promise<string> => {
    await choose();
    return stage.numerics!();
  };
  return (stage) => {
    const now = known.get(stage) ?? ask(stage);
    known.set(stage, now);
    return now;
  };
}

function united(all: readonly Numerics[]): Numerics {
  const names = [...new Set(all.flatMap((numerics) => Object.keys(numerics)))].sort();
  return Object.fromEntries(names.map((name) => [name, [...new Set(all.flatMap((each) => each[name] ?? []))].sort()]));
}
