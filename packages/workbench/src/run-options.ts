import type { PipelineEvent } from '@rgflow/pipeline';
import type { CacheOptions } from './cache.js';
import type { InstanceLabeller } from './instance-label.js';
import type { ProgressTracker } from './progress/tracker.js';
import type { RoundRecord, Rounds } from './rounds/rounds.js';

export interface RunOptions extends CacheOptions {
  /** The DuckDB file of the results; made if it is not there. */
  readonly store?: string | undefined;
  /** Instances at the same time; one per core if not given. */
  readonly jobs?: number | undefined;
  /** Bytes that the instances under way may take together; what is available, less a reserve, if not given. */
  readonly memory?: number | undefined;
  /** Percent of the hits to execute again and compare, above 0 and at most 100. */
  readonly audit?: number | undefined;
  /** 'any' lets a training go on with another gemm than it began with. */
  readonly numerics?: 'any' | undefined;
  /** Start nothing new after the first failure. */
  readonly failFast?: boolean;
  /** Aborted to finish what is running and start nothing new. */
  readonly drain?: AbortSignal;
  /** Aborted to stop what is running as well. */
  readonly stop?: AbortSignal;
  /** Where and with what the run is made: kept with it, never part of a key. Waited for when the run begins. */
  readonly provenance?: Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** Of a study that goes on from its results this round alone; all that follow unless given. */
  readonly only?: Rounds | null | undefined;
  /** Told before the first event; of a study that goes on from its results, before that of each round. */
  readonly onBegin?: (run: RunUnderWay) => void;
  readonly onEvent?: (event: PipelineEvent) => void;
}

/** What can be asked of a run at any moment. */
export interface RunUnderWay {
  readonly tracker: ProgressTracker;
  readonly label: InstanceLabeller;
  /** The round that begins, with what it adds; null for a study that does not go on from its results. */
  readonly round: { readonly number: number; readonly cells: number; readonly added: readonly RoundRecord[] } | null;
}
