/** A stage with what is left of it. */
export interface StageLeft {
  readonly name: string;
  /** Instances that have not ended. */
  readonly left: number;
  /** What they amount to together, in units that instances of this stage have in common. */
  readonly units: number;
  /** Wall milliseconds of a unit, null if none was ever seen. */
  readonly msPerUnit: number | null;
}

export interface RunningInstance {
  readonly stage: string;
  readonly label: string;
  /** From 0 to 1. */
  readonly fraction: number;
  readonly elapsedMs: number;
  /** Of the units of its stage; 1 if not given. */
  readonly units?: number;
  /** What the instance before it gave, by name: the loss of a network after the epoch before. */
  readonly figures?: Readonly<Record<string, number>> | null;
}

/** What waits for an instance, one behind the other, by stage: units of the longest such chain. */
export type Behind = Readonly<Record<string, number>>;

/** An instance under way, with what waits for it. */
export interface RunningChain extends RunningInstance {
  readonly behind?: Behind;
}

export interface RemainingTime {
  readonly ms: number;
  /** False if some stage has not been timed: it will take longer than this. */
  readonly complete: boolean;
}

/** The same of a run that may go on in rounds, each of which adds cells by the results of those before. */
export interface RemainingOfRound extends RemainingTime {
  /** Rounds that may follow at most, null if that is not known; absent where none does. */
  readonly rounds?: number | null;
}

/**
 * How long a run still takes: the time of each instance that has not ended, by its work, less what the running ones have
 * done, shared among as many as run at the same time; and never less than what waits for a running instance takes, one
 * behind the other: the epochs of the last network.
 *
 * A stage that was never timed is judged by its running instance that has come furthest. Null while nothing is known.
 */
export function remainingTime(
  stages: readonly StageLeft[],
  running: readonly RunningChain[],
  jobs: number,
): RemainingTime | null {
  let work = 0;
  let longest = 0;
  let known = 0;
  let complete = true;
  const unitMsOf = new Map<string, number>();
  const restOf = new Map<RunningChain, number>();
  for (const { name, left, units, msPerUnit } of stages) {
    if (left === 0) continue;
    const now = running.filter(({ stage }) => stage === name);
    const unitMs = msPerUnit ?? unitOfRunning(now);
    if (unitMs === null) {
      complete = false;
      continue;
    }
    known++;
    unitMsOf.set(name, unitMs);
    const begun = now.reduce((sum, instance) => sum + unitsOf(instance), 0);
    const rests = now.map((instance) => {
      const whole = unitMs * unitsOf(instance);
      const { fraction, elapsedMs } = instance;
      const rest = Math.max(0, fraction > 0 ? whole * (1 - fraction) : whole - elapsedMs);
      restOf.set(instance, rest);
      return rest;
    });
    work += Math.max(0, units - begun) * unitMs + rests.reduce((sum, rest) => sum + rest, 0);
    longest = Math.max(longest, left > now.length ? (unitMs * units) / left : 0);
  }
  for (const [{ behind = {} }, rest] of restOf) {
    const waiting = Object.entries(behind).map(([stage, units]) => units * (unitMsOf.get(stage) ?? 0));
    longest = Math.max(
      longest,
      waiting.reduce((sum, ms) => sum + ms, rest),
    );
  }
  return known === 0 ? null : { ms: Math.max(longest, work / jobs), complete };
}

function unitsOf({ units = 1 }: Pick<RunningInstance, 'units'>): number {
  return units;
}

/** A fraction below a twentieth says nothing yet. */
function unitOfRunning(running: readonly RunningInstance[]): number | null {
  const furthest = Math.max(0, ...running.map(({ fraction }) => fraction));
  const instance = running.find(({ fraction }) => fraction === furthest);
  return instance === undefined || furthest < 0.05 ? null : instance.elapsedMs / furthest / unitsOf(instance);
}
