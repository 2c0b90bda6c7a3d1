import type { CodeFingerprint } from '../key/fingerprint.js';
import type { LookUp } from '../key/resolution.js';
import type { Cell } from '../records.js';
import type { ResultStore } from '../result-store.js';
import type { RunJournal } from '../run-journal.js';
import type { Counts, PipelineEvent, RunResult } from './events.js';
import type { Figures, FiguresShown } from './live-figures.js';
import type { DemandOf, Waiting } from './packing.js';

export interface ExecuteOptions {
  /** Where results are found and kept, and the run is written down. */
  readonly store: LookUp & ResultStore & RunJournal;
  /** Name of the study, and its configuration as JSON: kept with the run. */
  readonly study: string;
  /** What its results are called; as the study unless told. */
  readonly name?: string;
  readonly config: unknown;
  /** Instances running at the same time, at least 1; one that takes several cores counts as so many. */
  readonly jobs: number;
  /** What instances take of memory and of cores, as far as it is known. It is in no key. */
  readonly demand?: DemandOf;
  /** Awaited once, before the first instance is ready that has to be executed, and before `demand` is asked of it. */
  readonly beforeFirst?: () => Promise<void>;
  /** Bytes that the instances under way may take together; without end unless told. One that needs more runs alone. */
  readonly memory?: number;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Stages that run whatever the store holds. */
  readonly force?: readonly string[];
  /** Execute this many percent of the hits again, drawn at random, and compare; above 0 and at most 100. */
  readonly audit?: number;
  /** The code of the stages, where somebody has begun to read it; read now if not given. Of one run alone. */
  readonly code?: CodeFingerprint;
  /** Whether nothing can be stored of the plan, so that a thread is needed in any case: it is begun at once. */
  readonly anew?: boolean;
  /** 'any' lets a chain go on with other numerics than it began with; if not given, that ends the run with an error. */
  readonly numerics?: 'any';
  /**
   * Chooses for the whole process what numerics its threads will have, where that cannot be chosen thread by thread. Called
   * once, before threads load a stage and before one is asked for its numerics; not if nothing is executed, nor where no
   * stage of the plan has numerics.
   */
  readonly chooseNumerics?: () => Promise<void>;
  /** Start nothing new after the first failure. */
  readonly failFast?: boolean;
  /** Aborted: finish what is running, start nothing new. */
  readonly drain?: AbortSignal;
  /** Aborted: stop what is running as well. */
  readonly stop?: AbortSignal;
  /** Which columns of what tables people want to see of what is running. */
  readonly figures?: Readonly<Record<string, FiguresShown>>;
  readonly onEvent?: (event: PipelineEvent) => void;
}

/** What is running now, for people. */
export interface Running {
  readonly stage: string;
  readonly cell: Cell;
  readonly fraction: number;
  /** Since it was sent to a thread. */
  readonly elapsedMs: number;
  /** What the instance before it gave, as `ExecuteOptions.figures` wants it; null if nothing. */
  readonly figures: Figures | null;
}

/** A run under way. */
export interface Execution {
  readonly runId: string;
  readonly result: Promise<RunResult>;
  running(): readonly Running[];
  /** What waits for memory or cores though a thread is idle; null if nothing does. */
  waiting(): Waiting | null;
  /** Instances done so far, by stage and outcome. */
  counts(): Readonly<Record<string, Counts>>;
}
