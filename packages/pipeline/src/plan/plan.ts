import { z } from 'zod';
import type { Columns, Contract, Contracts, TableContract, ValueType } from '../declare/contract.js';
import type { AnyStage, Stage, StageParams } from '../declare/stage.js';
import { PlanError } from '../errors.js';
import { canonical } from '../key/canonical.js';
import type { Cell, Scalar, TableDeclaration } from '../records.js';
import { tableDeclarations } from './table-declarations.js';
import { mismatch } from './wiring.js';

/** One stage instance of a plan. */
export interface PlanNode {
  readonly index: number;
  readonly stage: AnyStage;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, { readonly node: PlanNode; readonly output: string }>>;
  readonly stream: Cell | null;
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

/** Collects stage instances; equal instances (same stage, parameters, stream and inputs) are one. */
export class PlanBuilder {
  readonly #nodes: (PlanNode & { height: number; consumers: PlanNode[] })[] = [];
  readonly #byIdentity = new Map<string, PlanNode>();
  readonly #stages = new Map<string, AnyStage>();

  /**
   * Adds an instance of `stage` and returns its outputs.
   *
   * @param wiring.params   the stage's parameters
   * @param wiring.inputs   for each declared input, an output of an earlier instance
   * @param wiring.stream   the values that name the instance's random stream; leave out for a stage that draws nothing
   * @throws {PlanError} for parameters out of their domain, a missing input, a wrong shape or dtype.
   */
  add<P extends StageParams, I extends Contracts, O extends Contracts>(
    stage: Stage<P, I, O>,
    wiring: {
      readonly params: z.input<P>;
      readonly inputs: InputRefs<I>;
      readonly stream?: Readonly<Record<string, Scalar>>;
    },
  ): OutputRefs<O> {
    if ((this.#stages.get(stage.name) ?? stage) !== stage) {
      throw new PlanError(`two stages are named '${stage.name}'; a name belongs to one stage.`);
    }
    this.#stages.set(stage.name, stage);
    const parsed = stage.params.safeParse(wiring.params);
    if (!parsed.success) throw new PlanError(`stage ${stage.name}: ${z.prettifyError(parsed.error)}`);
    const params = parsed.data as Record<string, unknown>;
    const inputs = this.#checkInputs(stage, wiring.inputs);
    const stream = wiring.stream ?? null;

    const identity = canonical([
      stage.name,
      params,
      stream,
      Object.entries(inputs).map(([name, { node, output }]) => [name, node.index, output]),
    ]);
    const node = this.#byIdentity.get(identity) ?? this.#append(stage, params, inputs, stream);
    this.#byIdentity.set(identity, node);
    return Object.fromEntries(
      Object.entries(stage.outputs).map(([output, contract]) => [output, { node, output, contract }]),
    ) as OutputRefs<O>;
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

  #append(stage: AnyStage, params: Record<string, unknown>, inputs: PlanNode['inputs'], stream: Cell | null): PlanNode {
    const upstream = Object.values(inputs).map((input) => input.node);
    const own = Object.entries(params).filter((entry): entry is [string, Scalar] => isScalar(entry[1]));
    const node = {
      index: this.#nodes.length,
      stage,
      params,
      inputs,
      stream,
      cell: Object.assign({}, ...upstream.map((n) => n.cell), stream, Object.fromEntries(own)) as Cell,
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
