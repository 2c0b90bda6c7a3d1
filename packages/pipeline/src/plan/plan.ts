import { z } from 'zod';
import type { Columns, Contract, Contracts, TableContract, TensorContract, ValueType } from '../declare/contract.js';
import type { AnyStage, Draws, Stage, StageParams } from '../declare/stage.js';
import { PlanError } from '../errors.js';
import { canonical } from '../key/canonical.js';
import type { Cell, Scalar, TableDeclaration } from '../records.js';
import { tableDeclarations } from './table-declarations.js';
import { mismatch } from './wiring.js';

/**
 * How long the objects of a tensor output are kept in the store:
 *
 * - 'always': a missing object makes the instance stale.
 * - 'head': as the head of a chain of instances of one stage (epoch blocks); dropped when the next block is done.
 * - 'never': handed from stage to stage in memory, made anew if ever needed again.
 */
export type Keep = 'always' | 'head' | 'never';

/** One stage instance of a plan. */
export interface PlanNode {
  readonly index: number;
  readonly stage: AnyStage;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, { readonly node: PlanNode; readonly output: string }>>;
  /** The values that name its random stream; null if it draws nothing. */
  readonly stream: Cell | null;
  /** How long each of its tensor outputs is kept. Not part of its key: two plans may keep one result differently. */
  readonly keep: Readonly<Record<string, Keep>>;
  /** The scalar parameters of this instance and of everything upstream; its own win. */
  readonly cell: Cell;
  /** Number of stages on the longest way from a root. */
  readonly depth: number;
  /** Number of stages on the longest way to an end. */
  readonly height: number;
  readonly consumers: readonly PlanNode[];
}

/** A declared output of a planned instance: what an input of a later stage is wired to. */
export interface OutputRef<T extends Contract = Contract> {
  readonly node: PlanNode;
  readonly output: string;
  readonly contract: T;
}

type OutputRefs<O extends Contracts> = { readonly [K in keyof O]: OutputRef<O[K]> };
type InputRefs<I extends Contracts> = { readonly [K in keyof I]: OutputRef<Accepted<I[K]>> };

/** What may stand where a contract is asked for: for a column that may be null also one that never is. */
type Accepted<T extends Contract> = T extends TableContract<infer C> ? TableContract<AcceptedColumns<C>> : T;
type AcceptedColumns<C extends Columns> = {
  readonly [K in keyof C]: C[K] | (C[K] extends `${infer V extends ValueType}?` ? V : never);
};

/** A DAG of stage instances, in an order in which inputs come before their consumers. */
export interface Plan {
  readonly nodes: readonly PlanNode[];
  /** The SQL tables that this plan fills. */
  readonly tables: readonly TableDeclaration[];
}

/** The instances whose outputs `node` takes, each once. */
export function producersOf(node: PlanNode): readonly PlanNode[] {
  return [...new Set(Object.values(node.inputs).map((input) => input.node))];
}

type KeepByName<O extends Contracts, N = TensorNames<O>> = [N] extends [never]
  ? never
  : { readonly [K in N & PropertyKey]?: Keep };
type TensorNames<O extends Contracts> = { [K in keyof O]: O[K] extends TensorContract ? K : never }[keyof O];

/** How an instance is added to a plan. */
type Wiring<P extends StageParams, I extends Contracts, O extends Contracts, D extends Draws> = {
  readonly params: z.input<P>;
  readonly inputs: InputRefs<I>;
  readonly keep?: Keep | KeepByName<O>;
} & (D extends string ? { readonly stream: Cell } : { readonly stream?: never });

/** An instance while the plan grows. */
type GrowingNode = PlanNode & { height: number; keep: Readonly<Record<string, Keep>>; readonly consumers: PlanNode[] };

/** Collects stage instances; equal instances (same stage, parameters, stream and inputs) are one. */
export class PlanBuilder {
  readonly #nodes: GrowingNode[] = [];
  readonly #byIdentity = new Map<string, GrowingNode>();
  readonly #stages = new Map<string, AnyStage>();

  /**
   * Adds an instance of `stage` and returns its outputs.
   *
   * @param wiring.params   the stage's parameters
   * @param wiring.inputs   for each declared input, an output of an earlier instance
   * @param wiring.stream   the values that name the instance's random stream: for a stage that draws, and for no other
   * @param wiring.keep     how long its tensor outputs are kept, all or by name; 'always' unless told. Of an instance that is added
   *   twice the longer counts.
   * @throws {PlanError} for parameters out of their domain, a missing input, a wrong shape or dtype, a stream or keep that does not
   *   fit the stage.
   *
   * @example The weights of a chain of epoch blocks: enough to go on from
   * plan.add(train, { params, inputs: { weights, images }, stream: { seed: 0 }, keep: 'head' });
   */
  add<P extends StageParams, I extends Contracts, O extends Contracts, D extends Draws>(
    stage: Stage<P, I, O, D>,
    wiring: Wiring<P, I, O, D>,
  ): OutputRefs<O> {
    if ((this.#stages.get(stage.name) ?? stage) !== stage) {
      throw new PlanError(`two stages are named '${stage.name}'; a name belongs to one stage.`);
    }
    this.#stages.set(stage.name, stage);
    const parsed = stage.params.safeParse(wiring.params);
    if (!parsed.success) throw new PlanError(`stage ${stage.name}: ${z.prettifyError(parsed.error)}`);
    const params = parsed.data as Record<string, unknown>;
    const inputs = this.#checkInputs(stage, wiring.inputs);
    const stream = streamOf(stage, wiring.stream);
    const keep = keepOf(stage, wiring.keep);

    const identity = canonical([
      stage.name,
      params,
      stream,
      Object.entries(inputs).map(([name, { node, output }]) => [name, node.index, output]),
    ]);
    const known = this.#byIdentity.get(identity);
    if (known !== undefined) known.keep = longer(known.keep, keep);
    const node = known ?? this.#append({ stage, params, inputs, stream, keep });
    this.#byIdentity.set(identity, node);
    return Object.fromEntries(
      Object.entries(stage.outputs).map(([output, contract]) => [output, { node, output, contract }]),
    ) as object as OutputRefs<O>;
  }

  build(): Plan {
    for (const node of [...this.#nodes].reverse()) {
      node.height = node.consumers.reduce((most, consumer) => Math.max(most, consumer.height + 1), 0);
    }
    return { nodes: this.#nodes, tables: tableDeclarations(this.#nodes) };
  }

  #checkInputs(stage: AnyStage, wired: Readonly<Record<string, OutputRef>>): PlanNode['inputs'] {
    for (const name of Object.keys(wired)) {
      if (!(name in stage.inputs)) throw new PlanError(`stage ${stage.name}: has no input '${name}'.`);
    }
    return Object.fromEntries(
      Object.entries(stage.inputs as Contracts).map(([name, wanted]) => {
        const ref = wired[name];
        if (ref === undefined) throw new PlanError(`stage ${stage.name}: input '${name}' is not wired.`);
        if (this.#nodes[ref.node.index] !== ref.node) {
          throw new PlanError(`stage ${stage.name}: input '${name}' is wired to an instance of another plan.`);
        }
        const reason = mismatch(ref.contract, wanted);
        if (reason !== null) {
          throw new PlanError(
            `stage ${stage.name}: input '${name}' is wired to ${ref.node.stage.name}.${ref.output}, which ${reason}.`,
          );
        }
        return [name, { node: ref.node, output: ref.output }];
      }),
    );
  }

  #append(instance: Pick<PlanNode, 'stage' | 'params' | 'inputs' | 'stream' | 'keep'>): GrowingNode {
    const upstream = Object.values(instance.inputs).map((input) => input.node);
    const own = Object.entries(instance.params).filter((entry): entry is [string, Scalar] => isScalar(entry[1]));
    const node = {
      index: this.#nodes.length,
      ...instance,
      cell: Object.assign({}, ...upstream.map((n) => n.cell), instance.stream, Object.fromEntries(own)) as Cell,
      depth: Math.max(0, ...upstream.map((n) => n.depth + 1)),
      height: 0,
      consumers: [],
    };
    this.#nodes.push(node);
    for (const producer of new Set(upstream)) (producer.consumers as PlanNode[]).push(node);
    return node;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function streamOf(stage: AnyStage, given: Cell | undefined): Cell | null {
  const draws = stage.draws !== undefined;
  if (draws && given === undefined) {
    throw new PlanError(
      `stage ${stage.name}: draws random numbers but has no stream; give the values that name it, as in stream: { seed }.`,
    );
  }
  if (!draws && given !== undefined) {
    throw new PlanError(`stage ${stage.name}: has a stream but does not declare that it draws; leave one out.`);
  }
  return given ?? null;
}

/** How long each tensor output is kept, by name. */
function keepOf(
  stage: AnyStage,
  given: Keep | Readonly<Record<string, Keep | undefined>> = 'always',
): PlanNode['keep'] {
  const outputs = Object.entries(stage.outputs as Contracts);
  const tensors = outputs.filter(([, { kind }]) => kind === 'tensor').map(([name]) => name);
  if (typeof given === 'string') {
    return Object.fromEntries(tensors.map((name) => [name, given]));
  }
  const other = Object.keys(given).find((name) => !tensors.includes(name));
  if (other !== undefined) {
    const what = outputs.some(([name]) => name === other)
      ? 'is a table, and tables are always kept'
      : 'is no output of it';
    throw new PlanError(`stage ${stage.name}: keep names '${other}', which ${what}.`);
  }
  return Object.fromEntries(tensors.map((name) => [name, given[name] ?? 'always']));
}

const FROM_SHORT_TO_LONG: readonly Keep[] = ['never', 'head', 'always'];

function longer(a: PlanNode['keep'], b: PlanNode['keep']): PlanNode['keep'] {
  const rank = (keep: Keep): number => FROM_SHORT_TO_LONG.indexOf(keep);
  return Object.fromEntries(
    Object.entries(a).map(([name, keep]) => [name, rank(keep) >= rank(b[name]!) ? keep : b[name]!]),
  );
}
