import { z } from 'zod';
import type { Contract, Contracts } from '../declare/contract.js';
import type { AnyStage, Draws, Stage, StageParams } from '../declare/stage.js';
import { PlanError } from '../errors.js';
import type { Cell, Scalar } from '../records.js';
import { canonical } from './canonical.js';
import { type Keep, type KeepByName, type Kept, keepOf, longer } from './keep.js';
import { withoutNegativeZero } from './negative-zero.js';
import { type OutputRef, type Plan, type PlanNode, producersOf } from './plan.js';
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
type GrowingNode = { -readonly [K in keyof PlanNode]: PlanNode[K] };

/**
 * Collects stage instances; equal instances (same stage, parameters, stream and inputs) are one. What many instances have in
 * common (parameters, the cell of a chain) is one object in all of them.
 */
export class PlanBuilder {
  readonly #nodes: GrowingNode[] = [];
  readonly #stages = new Map<string, StageInPlan>();
  #touched: Set<number> | null = null;

  /** The numbers of the instances that are added meanwhile, also of those that were there already. */
  touchedBy(build: () => void): readonly number[] {
    const touched = new Set<number>();
    this.#touched = touched;
    try {
      build();
    } finally {
      this.#touched = null;
    }
    return [...touched];
  }

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
    const known = this.#stageInPlan(stage);
    const params = known.params(wiring.params);
    const inputs = this.#checkInputs(known, wiring.inputs);
    const stream = known.stream(streamOf(stage, wiring.stream));
    const keep = known.keep(wiring.keep);
    const identity = identityOf(params.number, stream.number, inputs);
    let node = known.instances.get(identity);
    if (node === undefined) {
      node = this.#append(stage, { params, inputs, stream, keep });
      known.instances.set(identity, node);
    } else if (node.keep !== keep) {
      node.keep = longer(node.keep, keep);
    }
    this.#touched?.add(node.index);
    const outputs: Record<string, OutputRef> = {};
    for (const name in stage.outputs) outputs[name] = { node, output: name, contract: stage.outputs[name]! };
    return outputs as object as OutputRefs<O>;
  }

  build(): Plan {
    const nodes = this.#nodes;
    const counts = new Int32Array(nodes.length);
    for (const node of nodes) for (const producer of producersOf(node)) counts[producer.index]!++;
    const consumers = Array.from(counts, (count) => (count === 0 ? NOBODY : new Array<PlanNode>(count)));
    const places = new Int32Array(nodes.length);
    for (const node of nodes) {
      for (const { index } of producersOf(node)) consumers[index]![places[index]!++] = node;
    }
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i]!;
      node.consumers = consumers[i]!;
      node.height = 0;
      for (const { height } of node.consumers) node.height = Math.max(node.height, height + 1);
    }
    return { nodes, tables: tableDeclarations(nodes) };
  }

  #stageInPlan(stage: AnyStage): StageInPlan {
    const known = this.#stages.get(stage.name) ?? new StageInPlan(stage);
    if (known.stage !== stage) {
      throw new PlanError(`two stages are named '${stage.name}'; a name belongs to one stage.`);
    }
    this.#stages.set(stage.name, known);
    return known;
  }

  #checkInputs({ stage, fitting }: StageInPlan, wired: Readonly<Record<string, OutputRef>>): PlanNode['inputs'] {
    for (const name in wired) {
      if (!(name in stage.inputs)) throw new PlanError(`stage ${stage.name}: has no input '${name}'.`);
    }
    const inputs: Record<string, OutputRef> = {};
    for (const name in stage.inputs) {
      const ref = wired[name];
      if (ref === undefined) throw new PlanError(`stage ${stage.name}: input '${name}' is not wired.`);
      if (this.#nodes[ref.node.index] !== ref.node) {
        throw new PlanError(`stage ${stage.name}: input '${name}' is wired to an instance of another plan.`);
      }
      const fits = fitting[name]!;
      if (!fits.has(ref.contract)) {
        const reason = mismatch(ref.contract, stage.inputs[name]);
        if (reason !== null) {
          throw new PlanError(
            `stage ${stage.name}: input '${name}' is wired to ${ref.node.stage.name}.${ref.output}, which ${reason}.`,
          );
        }
        fits.add(ref.contract);
      }
      inputs[name] = ref;
    }
    return inputs;
  }

  #append(
    stage: AnyStage,
    { params, inputs, stream, keep }: Pick<PlanNode, 'inputs' | 'keep'> & { params: Named; stream: Named },
  ): GrowingNode {
    let depth = 0;
    for (const name in inputs) depth = Math.max(depth, inputs[name]!.node.depth + 1);
    const node: GrowingNode = {
      index: this.#nodes.length,
      stage,
      params: params.value!,
      paramsText: params.text,
      inputs,
      stream: stream.value as Cell | null,
      streamText: stream.text,
      keep,
      cell: cellOf(inputs, stream.value as Cell | null, params.value!),
      depth,
      height: 0,
      consumers: NOBODY,
    };
    this.#nodes.push(node);
    return node;
  }
}

const NOBODY: PlanNode[] = [];

/** Numbers of nodes and of parameters below this make one number together. */
const PAIRED = 2 ** 26;

/** What tells an instance from others of its stage; of most a number, which is found several times faster than a text. */
function identityOf(params: number, stream: number, inputs: PlanNode['inputs']): number | string {
  let only: OutputRef | null = null;
  let count = 0;
  for (const name in inputs) {
    only = inputs[name]!;
    count++;
  }
  const own = params + (stream + 1) * PAIRED;
  if (count === 0 && params < PAIRED) return own;
  if (count === 1 && stream === -1 && params < PAIRED && isFirst(only!) && only!.node.index < PAIRED) {
    return params + only!.node.index * PAIRED;
  }
  let text = `${params} ${stream}`;
  for (const name in inputs) text += ` ${inputs[name]!.node.index} ${inputs[name]!.output}`;
  return text;
}

/** Whether it is the first output of its node. */
function isFirst({ node, output }: OutputRef): boolean {
  for (const name in node.stage.outputs) return name === output;
  return false;
}

/** Values of an instance with their canonical text, and the number of that text among those of the stage. */
interface Named {
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly text: string;
  readonly number: number;
}

/** A stage in a plan: what its instances have in common, and which there are. */
class StageInPlan {
  readonly instances = new Map<number | string, GrowingNode>();
  /** Contracts that are known to fit an input, by its name. */
  readonly fitting: Readonly<Record<string, Set<Contract>>>;
  readonly #named = new Map<string, Named>();
  #last: Named = { value: null, text: '', number: -1 };
  readonly #kept = new Map<string, Kept>();
  #ofNone: Named | null = null;

  constructor(readonly stage: AnyStage) {
    this.fitting = Object.fromEntries(Object.keys(stage.inputs as Contracts).map((name) => [name, new Set()]));
  }

  params(given: unknown): Named {
    if (!isEmpty(given)) return this.#parsed(given);
    // As of all that takes what it needs from its inputs: once for all instances.
    this.#ofNone ??= this.#parsed(given);
    return this.#ofNone;
  }

  #parsed(given: unknown): Named {
    const parsed = this.stage.params.safeParse(given);
    if (!parsed.success) throw new PlanError(`stage ${this.stage.name}: ${z.prettifyError(parsed.error)}`);
    return this.#name(withoutNegativeZero(parsed.data) as Record<string, unknown>);
  }

  stream(given: Cell | null): Named {
    return given === null ? NO_STREAM : this.#name(given);
  }

  keep(given: Keep | Readonly<Record<string, Keep | undefined>> = 'always'): Kept {
    const text = typeof given === 'string' ? given : canonical(given);
    let kept = this.#kept.get(text);
    if (kept === undefined) {
      kept = keepOf(this.stage, given);
      this.#kept.set(text, kept);
    }
    return kept;
  }

  /** Equal values as one object. */
  #name(value: Readonly<Record<string, unknown>>): Named {
    const text = canonical(value);
    if (this.#last.text === text) return this.#last;
    let named = this.#named.get(text);
    if (named === undefined) {
      named = { value, text, number: this.#named.size };
      this.#named.set(text, named);
    }
    this.#last = named;
    return named;
  }
}

function isEmpty(params: unknown): boolean {
  for (const _ in params as object) return false;
  return params !== null && Object.getPrototypeOf(params) === Object.prototype;
}

const NO_STREAM: Named = { value: null, text: canonical(null), number: -1 };

/** The parameters of everything upstream, then its own; of a chain that adds none, the very cell of the one before. */
function cellOf(inputs: PlanNode['inputs'], stream: Cell | null, params: Readonly<Record<string, unknown>>): Cell {
  let cell: Record<string, Scalar> | null = null;
  let shared: Cell | null = null;
  const take = (values: Readonly<Record<string, unknown>>): void => {
    for (const key in values) {
      const value = values[key];
      if (value === undefined) continue;
      cell ??= { ...shared };
      cell[key] = isScalar(value) ? value : JSON.stringify(value);
    }
  };
  for (const name in inputs) {
    const upstream = inputs[name]!.node.cell;
    if (shared === null) shared = upstream;
    else if (upstream !== shared) take(upstream);
  }
  if (stream !== null) take(stream);
  take(params);
  return cell ?? shared ?? {};
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

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
