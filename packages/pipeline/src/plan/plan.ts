import type { Contract } from '../declare/contract.js';
import type { AnyStage } from '../declare/stage.js';
import type { Cell, TableDeclaration } from '../records.js';
import type { Kept } from './keep.js';

/** A DAG of stage instances, in an order in which inputs come before their consumers. */
export interface Plan {
  readonly nodes: readonly PlanNode[];
  /** The SQL tables that this plan fills. */
  readonly tables: readonly TableDeclaration[];
}

/** One stage instance of a plan. */
export interface PlanNode {
  readonly index: number;
  readonly stage: AnyStage;
  readonly params: Readonly<Record<string, unknown>>;
  /** Their canonical text, which enters the key. */
  readonly paramsText: string;
  readonly inputs: Readonly<Record<string, OutputRef>>;
  /** The values that name its random stream; null if it draws nothing. */
  readonly stream: Cell | null;
  /** The same as canonical text. */
  readonly streamText: string;
  /** How long each of its tensor outputs is kept. Not part of its key: two plans may keep one result differently. */
  readonly keep: Kept;
  /** The parameters of this instance and of everything upstream; its own win. A list or an object is its JSON text. */
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

/** The instances whose outputs `node` takes, each once. */
export function producersOf({ inputs }: PlanNode): readonly PlanNode[] {
  let producers: PlanNode[] | null = null;
  for (const name in inputs) {
    const { node } = inputs[name]!;
    if (producers === null) producers = [node];
    else if (!producers.includes(node)) producers.push(node);
  }
  return producers ?? [];
}

/** Whether `node` goes on from what its own stage gave, as an epoch block of a chain does. */
export function isFurtherBlock({ stage, inputs }: PlanNode): boolean {
  for (const name in inputs) if (inputs[name]!.node.stage === stage) return true;
  return false;
}
