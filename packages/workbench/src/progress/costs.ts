import { availableParallelism, cpus } from 'node:os';
import type { Cell, MachineKind, Timing } from '@rgflow/pipeline';
import type { PredictedCosts } from '@rgflow/studies';
import type { Labelled } from '../instance-label.js';

/** Executions of a stage that are asked for: more say no more. */
export const TIMINGS = 500;
/** So many of the nearest sizes say how long another takes, and so many executions of each, the newest. */
const SIZES = 8;
const NEWEST = 15;
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
 * takes, also of sizes that were never run, and what an execution takes beside: the first one in a process loads and
 * compiles, which is most of what a small instance takes and nothing beside a large one. Of other stages those of the same
 * sizes count: whole numbers and words of the cell, but for the seed and the epoch.
 */
export class Costs {
  readonly #timed = new Map<string, readonly TimedSize[]>();
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
    const sizes = this.#sizes(stage);
    const far = (size: TimedSize): number => Math.abs(Math.log(size.units / units));
    const nearest = sizes.toSorted((one, other) => far(one) - far(other)).slice(0, SIZES);
    if (nearest.length === 0 || far(nearest[0]!) > Math.log(COMPARABLE)) return null;
    if (nearest[0]!.units === units) return nearest[0]!.ms;
    const { beside, perUnit } = timeOfUnits(nearest);
    return beside + perUnit * units;
  }

  /** What executions of each size took; the newest come first. */
  #sizes(stage: string): readonly TimedSize[] {
    let sizes = this.#timed.get(stage);
    if (sizes === undefined) {
      const executions = new Map<number, number[]>();
      for (const { cell, wallMs } of this.timings.get(stage) ?? []) {
        const units = this.#predict(stage, cell);
        if (units !== null) executions.set(units, [...(executions.get(units) ?? []), wallMs]);
      }
      sizes = [...executions].map(([units, wallMs]) => ({ units, ms: median(wallMs.slice(0, NEWEST)) }));
      this.#timed.set(stage, sizes);
    }
    return sizes;
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

/** What an instance of so many units took. */
interface TimedSize {
  readonly units: number;
  readonly ms: number;
}

/**
 * The line ms = beside + perUnit units that is nearest to what was timed, by the sum of the distances of the logarithms: one
 * that took long for another reason does not turn it. What is beside is between 0 and `MOST_BESIDE`, so that a few small
 * sizes alone never say that larger ones take no longer.
 */
function timeOfUnits(sizes: readonly TimedSize[]): { readonly beside: number; readonly perUnit: number } {
  let nearest = { beside: 0, perUnit: 0, distance: Infinity };
  for (let beside = 0; beside <= MOST_BESIDE; beside++) {
    const perUnit = median(sizes.map(({ units, ms }) => Math.max(0, ms - beside) / units));
    if (!(perUnit > 0)) break;
    const distances = sizes.map(({ units, ms }) => Math.abs(Math.log(Math.max(1, ms) / (beside + perUnit * units))));
    const doubt = (DOUBT * sizes.length * beside) / MOST_BESIDE;
    const distance = distances.reduce((sum, each) => sum + each, doubt);
    if (distance < nearest.distance) nearest = { beside, perUnit, distance };
  }
  return nearest;
}

/** Times that differ by a tenth differ by chance: of large sizes alone they do not tell what is beside. */
const DOUBT = 0.1;
/** Milliseconds; the first execution of a stage in a process takes 10 to 40 longer than the second. */
const MOST_BESIDE = 100;

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
