import { z } from 'zod';
import type { Contracts } from '../declare/contract.js';
import type { AnyStage, Draws, Stage, StageParams } from '../declare/stage.js';
import { PlanError } from '../errors.js';
import type { Cell, Scalar } from '../records.js';
import { canonical } from './canonical.js';
import { type Keep, type KeepByName, type Kept, keepOf, longer } from './keep.js';
import type { OutputRef, Plan, PlanNode } from './plan.js';
import { tableDeclarations } from './table-declarations.js';
import { type Accepted, mismatch } from './wiring.js';

type OutputRefs<O extends Contracts> = { readonly [K in keyof O]: OutputRef<O[K]> };
type InputRefs<I extends Contracts> = { readonly [K in keyof I]: OutputRef<Accepted<I[K]>> };

/** How an instance is added to a plan. */
type Wiring<P extends StageParams, I extends Contracts, O extends Contracts, D extends Draws> = {
  readonly params: z.input<P>;
  readonly inputs: InputRefs<I>;
  readonly keep?: Keep | KeepByName<O>;
} & (D extends string ? { readonly stream: Cell } : { readonly stream?: never });

/** An instance while the plan grows. */
type GrowingNode = PlanNode & { height: number; keep: Kept; readonly consumers: PlanNode[] };

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
   * @param wiring.keep     how long its tensor outputs are kept, all or by name; 'always' unless told. Of an instance that
   *   is added twice the longer counts.
   * @throws {PlanError} for parameters out of their domain, a missing input, a wrong shape or dtype, a stream or keep that
   *   does not fit the stage.
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
    const params = withoutNegativeZero(parsed.data) as Record<string, unknown>;
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
    const own = Object.entries(instance.params).flatMap(([key, value]): [string, Scalar][] =>
      value === undefined ? [] : [[key, isScalar(value) ? value : JSON.stringify(value)]],
    );
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

/** -0 and 0 are one parameter, of one key: the stage gets 0. */
function withoutNegativeZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutNegativeZero(each)]));
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
