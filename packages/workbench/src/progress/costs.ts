import { availableParallelism, cpus } from 'node:os';
import type { Cell, MachineKind, Timing } from '@rgflow/pipeline';
import type { PredictedCosts } from '@rgflow/studies';
import type { Labelled } from '../instance-label.js';

/** Executions of a stage that are asked for: more say no more. */
export const TIMINGS = 500;
/** So many executions of the nearest sizes say how long another takes. */
const NEAREST = 15;
/** Work that differs by more than this factor from all that was done is another thing. */
const COMPARABLE = 100;

/** What this machine is, for comparing times. */
export function thisMachine(): MachineKind {
  return { cpu: cpus()[0]?.model ?? null, cores: availableParallelism() };
}

/**
 * How long instances take, by earlier executions on this kind of machine.
 *
 * Where a study predicts what an instance of a stage costs by its cell, the executions of the nearest sizes say what a unit
 * takes, also of sizes that were never run. Of other stages those of the same sizes count: whole numbers and words of the
 * cell, but for the seed and the epoch.
 */
export class Costs {
  readonly #scaled = new Map<string, readonly { readonly units: number; readonly wallMs: number }[]>();
  readonly #msOf = new Map<string, number | null>();
  readonly #same = new Map<string, ReadonlyMap<string, number>>();
  readonly #real = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly timings: ReadonlyMap<string, readonly Timing[]>,
    private readonly predicted: PredictedCosts = {},
  ) {}

  /** Milliseconds of an instance; null if there was no comparable run. */
  ms({ stage: { name }, cell }: Labelled): number | null {
    const units = this.#predict(name, cell);
    if (units === null) return this.#msOfSame(name, cell);
    // Of a thousand instances most have the work of another.
    const key = `${name} ${units}`;
    let ms = this.#msOf.get(key);
    if (ms === undefined) {
      ms = this.#msOfUnits(name, units);
      this.#msOf.set(key, ms);
    }
    return ms;
  }

  /** Whether instances of a stage are told apart by their work: one number for all says nothing of sizes. */
  declares(stage: string): boolean {
    return typeof this.predicted[stage] === 'function';
  }

  /** The same where there was one, else what an instance is in proportion to others of its stage. */
  units(of: Labelled): number {
    return this.ms(of) ?? this.#predict(of.stage.name, of.cell) ?? 1;
  }

  #predict(stage: string, cell: Cell): number | null {
    const predicted = this.predicted[stage];
    const units = typeof predicted === 'function' ? predicted(cell) : null;
    return units !== null && units > 0 && Number.isFinite(units) ? units : null;
  }

  #msOfUnits(stage: string, units: number): number | null {
    let executions = this.#scaled.get(stage);
    if (executions === undefined) {
      executions = (this.timings.get(stage) ?? []).flatMap(({ cell, wallMs }) => {
        const done = this.#predict(stage, cell);
        return done === null ? [] : [{ units: done, wallMs }];
      });
      this.#scaled.set(stage, executions);
    }
    const far = (done: number): number => Math.abs(Math.log(done / units));
    const nearest = executions.toSorted((one, other) => far(one.units) - far(other.units)).slice(0, NEAREST);
    if (nearest.length === 0 || far(nearest[0]!.units) > Math.log(COMPARABLE)) return null;
    return units * median(nearest.map((execution) => execution.wallMs / execution.units));
  }

  #msOfSame(stage: string, cell: Cell): number | null {
    let same = this.#same.get(stage);
    if (same === undefined) {
      const timings = this.timings.get(stage) ?? [];
      const real = realKeys(timings.map((timing) => timing.cell));
      const groups = new Map<string, number[]>();
      for (const timing of timings) {
        const sizes = sizesOf(timing.cell, real);
        groups.set(sizes, [...(groups.get(sizes) ?? []), timing.wallMs]);
      }
      same = new Map([...groups].map(([sizes, wallMs]) => [sizes, median(wallMs)]));
      this.#real.set(stage, real);
      this.#same.set(stage, same);
    }
    return same.get(sizesOf(cell, this.#real.get(stage)!)) ?? null;
  }
}

/** Keys under which some cell has a number that is not whole: what they say is no size. */
function realKeys(cells: readonly Cell[]): ReadonlySet<string> {
  const real = cells.flatMap((cell) => Object.keys(cell).filter((key) => isReal(cell[key])));
  return new Set(real);
}

function isReal(value: unknown): boolean {
  return typeof value === 'number' && !Number.isInteger(value);
}

function sizesOf(cell: Cell, real: ReadonlySet<string>): string {
  const sizes = Object.entries(cell).filter(([key, value]) => {
    return key !== 'seed' && key !== 'epoch' && !real.has(key) && !isReal(value);
  });
  return JSON.stringify(sizes.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** @param values  one at least */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
