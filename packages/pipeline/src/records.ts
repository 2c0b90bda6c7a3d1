/** The vocabulary of what is recorded: plain data, that the engine, a store and whoever asks them have in common. */

/** A JSON scalar: what a parameter of a cell may be. */
export type Scalar = string | number | boolean | null;

/**
 * A cell: the effective parameters of a stage instance, its own and those of everything upstream, by camelCase name. A list
 * is its JSON text, '[1,0.1]'.
 */
export type Cell = Readonly<Record<string, Scalar>>;

/** SHA-256 in lower-case hexadecimal. */
export type Digest = string;

/** One Arrow IPC stream, the unit of storage. */
export interface StoredObject {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

export type DType = 'float32' | 'float64' | 'uint8' | 'int32';

/** What most questions about a tensor need, computed when it is written. */
export interface TensorSummary {
  readonly layer: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly mean: number;
  /** Population variance of the entries. */
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  /** The object that holds this tensor. */
  readonly digest: Digest;
  readonly bytes: number;
}

/** One named output of one recipe: a table (one object) or a list of tensors (one object per layer). */
export interface OutputRecord {
  readonly name: string;
  /** Of the Arrow IPC bytes; for a tensor output, of the digests of its tensors in order. */
  readonly digest: Digest;
  readonly kind: 'table' | 'tensor';
  readonly rows: number;
  readonly bytes: number;
  /** The objects that hold it, in order: one for a table, one per tensor. */
  readonly objects: readonly Digest[];
  /** Present if and only if `kind` is 'tensor'. */
  readonly tensors?: readonly TensorSummary[];
}

/** Everything that entered a recipe key, kept so that "why did it rerun?" can be answered with a diff. */
export interface Preimage {
  readonly keyVersion: number;
  readonly stage: string;
  readonly code: {
    /** SHA-256 of the tokens of each module behind the stage, of the bytes of any other file, by package and path in it. */
    readonly modules: Readonly<Record<string, Digest>>;
    /** name@version of the packages reached, as installed. */
    readonly externals: readonly string[];
    /** Values of the variables that the stage declares to depend on, null for one that is not set. */
    readonly environment?: Readonly<Record<string, string | null>>;
  };
  readonly params: Readonly<Record<string, unknown>>;
  /** Output digest of each input, by input name. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** The random stream: the values it is named by, or null if the stage draws no random numbers. */
  readonly stream: Cell | null;
  /** The name by which the stage draws, as it is handed to it; absent if it draws nothing. */
  readonly draws?: string;
}

/** A code version of a stage as a pre-image has it. */
export type CodeState = Pick<Preimage, 'keyVersion' | 'code'>;

/**
 * A judgement: what a stage gave by one code version counts as what it gives by another. It changes no recipe; look-ups
 * follow it.
 */
export interface AcceptanceRecord {
  readonly acceptanceId: string;
  readonly stage: string;
  readonly from: CodeState;
  readonly to: CodeState;
  /** Why the change is harmless, by whoever says so. */
  readonly because: string;
  /** Who says so, and when. */
  readonly by: string;
  readonly at: Date;
}

/**
 * With what a result was computed where no key says it (the library that multiplies matrices, and its kernel): by the name
 * of the stage, its own and those of all that it was made from. Results of one key that differ in it agree to rounding only.
 */
export type Numerics = Readonly<Record<string, readonly string[]>>;

/** A recipe that was executed with success, and what it gave. */
export interface RecipeRecord {
  readonly recipeKey: Digest;
  readonly stage: string;
  readonly preimage: Preimage;
  readonly outputs: readonly OutputRecord[];
  /** Of the execution that gave these outputs. */
  readonly numerics: Numerics;
}

/** One output of a result as a look-up tells it: enough to hand it on, and to find its objects. */
export type StoredOutput = Pick<OutputRecord, 'name' | 'digest' | 'kind' | 'objects'> & {
  readonly tensors?: readonly Pick<TensorSummary, 'layer' | 'digest'>[] | undefined;
};

/** A result as a look-up tells it: what it gave, without all that is recorded of it. */
export interface StoredResult {
  readonly recipeKey: Digest;
  readonly outputs: readonly StoredOutput[];
  /** The names of outputs of which some object is not stored. */
  readonly lost: readonly string[];
  /** Of the execution that gave these outputs. */
  readonly numerics: Numerics;
}

/** A column of the SQL table of an output that does not come from the output's own Arrow columns. */
export interface CellColumn {
  /** snake_case column name. */
  readonly name: string;
  /** camelCase key into the cell. */
  readonly key: string;
  readonly type: 'DOUBLE' | 'BIGINT' | 'VARCHAR' | 'BOOLEAN';
}

/** What is read from executions: how long the last took, with what numerics the rows were computed. */
export type MeasuredSource = 'wallSeconds' | 'numerics';

/** How a table output appears in SQL: study, cell columns, the output's own columns, then the measured ones. */
export interface TableDeclaration {
  readonly name: string;
  /** What its rows are, for people: a sentence. */
  readonly comment?: string;
  /** What each column holds and in which unit, for people, by snake_case column name. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Columns taken from the cell. A cell column with the name of an own column is left out: the own column wins. */
  readonly cellColumns: readonly CellColumn[];
  /**
   * Columns read from the execution that made the rows rather than from its output, so that a wall time never enters a
   * digest: name -> source.
   */
  readonly measuredColumns: Readonly<Record<string, MeasuredSource>>;
}

export interface RunRecord {
  readonly runId: string;
  readonly study: string;
  /** What its results are called; as the study unless told. The plain tables hold the newest run of each name. */
  readonly name?: string;
  /** The whole study configuration after `--set`, as JSON. */
  readonly config: unknown;
  readonly startedAt: Date;
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly tables: readonly TableDeclaration[];
}

/** 'running' until it ends; 'partial' when some cells failed; 'interrupted' when stopped or killed. */
export type RunStatus = 'running' | 'complete' | 'partial' | 'interrupted';

export type Outcome = 'executed' | 'hit' | 'failed' | 'skipped';

export interface RunStageRecord {
  readonly runId: string;
  /**
   * The recipe whose outputs it has, which for an accepted hit is that of the earlier code. Null when the key could not be
   * computed because something upstream failed.
   */
  readonly recipeKey: Digest | null;
  readonly stage: string;
  readonly cell: Cell;
  readonly outcome: Outcome;
  /**
   * A sentence for people: `code: @rgflow/kl/layer`, `param: sigmaW2 1.5 -> 1.6`, ... Empty for a hit, unless on a result of
   * an earlier code version: `accepted: code: @rgflow/kl/layer`.
   */
  readonly reason: string;
}

/** What a run warned of: of one instance, of a stage (no key, no cell), or of the whole run (no stage either). */
export interface WarningRecord {
  readonly runId: string;
  readonly recipeKey: Digest | null;
  readonly stage: string | null;
  readonly cell: Cell | null;
  readonly message: string;
}

/** What an audit found of one output of a hit that was executed again, or of the whole instance. */
export interface AuditRecord {
  readonly runId: string;
  /** The recipe whose outputs are recorded. */
  readonly recipeKey: Digest;
  readonly stage: string;
  readonly cell: Cell;
  /** Null where it failed or could not be checked. */
  readonly output: string | null;
  readonly outcome: 'equal' | 'different' | 'failed' | 'unchecked';
  readonly recorded: Digest | null;
  readonly found: Digest | null;
  /** The largest |a - b| of two numbers in one place; null where it is not one of numbers. */
  readonly largestDifference: number | null;
  /** Where it is, what else differs, or why there is nothing to compare. */
  readonly note: string | null;
}

export interface ExecutionRecord {
  readonly executionId: string;
  readonly runId: string;
  readonly recipeKey: Digest;
  readonly status: 'ok' | 'failed';
  readonly attempt: number;
  readonly startedAt: Date;
  readonly wallMs: number;
  /** Processor milliseconds of its thread; null where the platform does not tell, and for a failed one. */
  readonly cpuMs: number | null;
  readonly maxRssBytes: number;
  /** Message and stack of the failure, or null. */
  readonly error: string | null;
  readonly provenance: Readonly<Record<string, unknown>>;
}

/**
 * A result: a recipe that was executed with success, here or elsewhere, with the bytes of what it gave. Kept
 * whole or not at all.
 */
export interface Commit {
  readonly recipe: RecipeRecord;
  /** The bytes of the table outputs: kept as objects and appended as rows of the SQL table of each output's name. */
  readonly tables: Readonly<Record<string, StoredObject>>;
  /** The objects of the tensor outputs that are to be kept. Ephemeral ones are left out. */
  readonly objects: readonly StoredObject[];
  /**
   * The execution that made it, recorded in the same transaction; null for a result that was made elsewhere (by another
   * machine's shard, or taken from a shared cache), of which there is no execution to tell: measured columns of its rows
   * are NULL.
   */
  readonly execution: ExecutionRecord | null;
  /** Where a result without an execution was made, if that is known. */
  readonly made?: MadeAt;
}

/** Where a result was made; null what is not known of it. */
export interface MadeAt {
  readonly node: string | null;
  /** Of Node: 'linux-x64'. */
  readonly platform: string | null;
}
