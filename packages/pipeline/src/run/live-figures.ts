import { decodeTable } from '../encode/arrow.js';
import type { PlanNode } from '../plan/plan.js';
import type { TaskResult } from './worker.js';

/** Columns that are shown while a run goes on, by name, and what they are called then. */
export type FiguresShown = Readonly<Record<string, string>>;

/** A few numbers of a result by what people call them, 'loss', 'accuracy': those that are not null. */
export type Figures = Readonly<Record<string, number>>;

/**
 * What instances gave in the columns that people want to see while a run goes on. An epoch is an instance: what a network
 * that trains has come to, the epoch before it tells.
 */
export class LiveFigures {
  readonly #given = new Map<PlanNode, Figures>();

  /** @param shown  by the names of tables */
  constructor(private readonly shown: Readonly<Record<string, FiguresShown>> = {}) {}

  /** Takes what an instance gave; of a table of some rows the last one counts. */
  take(node: PlanNode, { outputs }: Pick<TaskResult, 'outputs'>): void {
    for (const { record, objects } of outputs) {
      const shown = record.kind === 'table' ? this.shown[record.name] : undefined;
      const contract = node.stage.outputs[record.name];
      if (shown === undefined || contract?.kind !== 'table') continue;
      const row = objects.length === 0 ? undefined : decodeTable(contract.columns, objects[0]!.bytes).at(-1);
      const figures = Object.entries(shown).flatMap(([column, name]): [string, number][] => {
        const value: unknown = row?.[column];
        return typeof value === 'number' ? [[name, value]] : [];
      });
      if (figures.length > 0) this.#given.set(node, Object.fromEntries(figures));
    }
  }

  /** What the instance before this one gave, the one that it continues from; null if none gave any. */
  before({ inputs }: PlanNode): Figures | null {
    for (const { node } of Object.values(inputs)) {
      const given = this.#given.get(node);
      if (given !== undefined) return given;
    }
    return null;
  }
}
