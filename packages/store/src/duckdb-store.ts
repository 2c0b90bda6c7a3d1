import type {
  AcceptanceJournal,
  CodeState,
  Digest,
  MadeAt,
  Preimage,
  ResultStore,
  RunHistory,
  RunJournal,
} from '@rgflow/pipeline';
import type { Queries } from './queries.js';
import type { QueryResult } from './query-result.js';
import type { RefinementRecord } from './refinement.js';
import type { StoreMode } from './store-path.js';
import type { StoredCode } from './stored-codes.js';
import type { Variant } from './variants.js';

/** A store that is held open: the ports of the pipeline, and SQL. */
export interface DuckDbStore extends ResultStore, RunJournal, RunHistory, AcceptanceJournal {
  /** Real path of the database file. */
  readonly file: string;
  readonly mode: StoreMode;
  /** Whether it has no result. */
  readonly isEmpty: boolean;
  /** Told how many instances will be looked up soon: of many, it reads ahead what it knows of them. */
  expect(instances: number): void;
  /** The code versions that a stage has results of, the one that was used last first. */
  codeVersions(stage: string): Promise<readonly StoredCode[]>;
  /** The pre-images of the results of a stage by one code version. */
  preimagesBy(stage: string, code: CodeState): Promise<readonly Preimage[]>;
  /** Where a result was made, as far as is known. */
  madeAt(key: Digest): Promise<MadeAt>;
  /** That something else has another digest under a key; buffered, once each. */
  recordVariant(variant: Variant): void;
  /** Keeps what a run added to its sweep, and why; resolves when it is durable. */
  recordRefinement(records: readonly RefinementRecord[]): Promise<void>;
  /** Runs one reading statement on what is durable now. */
  query(sql: string): Promise<QueryResult>;
  /** The statements behind `query`, for the formats. */
  readonly queries: Queries;
  /** Counts the transactions that this process has written. */
  readonly written: number;
  /** Whether the file was deleted, replaced or written over by somebody else, so that nothing can be kept in it. */
  isLost(): boolean;
  /** Something to close before the store is closed. */
  onClose(close: () => Promise<void>): void;
  /** Writes what is buffered and lets go of the file. */
  close(): Promise<void>;
}
