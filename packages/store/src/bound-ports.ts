import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  AcceptanceRecord,
  AuditRecord,
  Cell,
  CodeState,
  Commit,
  Digest,
  ExecutionRecord,
  MachineKind,
  MadeAt,
  Preimage,
  RecipeRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  StoredOutput,
  StoredResult,
  Timing,
  WarningRecord,
} from '@rgflow/pipeline';
import { readAcceptances } from './acceptances.js';
import type { Attachment } from './attach.js';
import { BatchQueue } from './batch.js';
import { certify } from './certify.js';
import { compact } from './compact.js';
import type { DuckDbStore } from './duckdb-store.js';
import { isDamage, StoreAccessError } from './errors.js';
import { explainError } from './explain-error.js';
import { Queries } from './queries.js';
import type { QueryResult } from './query-result.js';
import { readPreimages, readRecipes, readTimings } from './read-records.js';
import { readAhead } from './results-ahead.js';
import { rowsShownOtherwise } from './shown-rows.js';
import type { StoreMode } from './store-path.js';
import { readCodes, readPreimagesBy, type StoredCode } from './stored-codes.js';
import { ownRows } from './table-columns.js';
import { checkName } from './table-name.js';
import { Turns } from './turns.js';
import { readMade, type Variant } from './variants.js';
import { type InMemory, type Operation, objectsOf, writeBatch } from './write-batch.js';

/** Bound to the files of this folder by `openStore`. */
export class OpenStore implements DuckDbStore {
  readonly queries: Queries;
  written = 0;
  readonly #queue: BatchQueue<Operation>;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #reads = new Turns();
  /** Of an operation that nobody awaits; thrown by the next flush. */
  #failure: unknown;
  #compacts = true;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly attachment: Attachment,
    private readonly writer: DuckDBConnection,
    private readonly reader: DuckDBConnection,
    private readonly memory: InMemory,
  ) {
    this.queries = new Queries(attachment, memory.catalogue);
    this.#queue = new BatchQueue(
      (operations) => this.#write(operations),
      (error) => {
        this.#failure ??= error;
      },
    );
  }

  get file(): string {
    return this.attachment.file;
  }

  get mode(): StoreMode {
    return this.attachment.mode;
  }

  get isEmpty(): boolean {
    return this.memory.results.isEmpty;
  }

  recipes(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, RecipeRecord>> {
    if (keys.length === 0) return Promise.resolve(new Map());
    return this.#read((connection) => readRecipes(connection, keys));
  }

  async known(keys: readonly Digest[]): Promise<readonly (StoredResult | null)[]> {
    const { results, objects } = this.memory;
    await this.#read(async (connection) => {
      await results.look(connection, () => keys);
      await objects.look(connection, () => keys.flatMap((key) => results.objects(key)));
    });
    return keys.map((key) => results.result(key, objects.has));
  }

  missing(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
    return this.#read((connection) => this.memory.objects.missing(connection, digests));
  }

  async read(digest: Digest): Promise<Uint8Array | null> {
    const bytes = await this.#read(async (connection) => {
      try {
        return await this.memory.objects.read(connection, digest);
      } catch (error) {
        if (isDamage(error)) return 'damaged';
        throw error;
      }
    });
    if (bytes !== 'damaged') return bytes;
    if (this.mode === 'write') await this.#writeNow({ kind: 'drop', digests: [digest], damaged: true });
    return null;
  }

  async shownOtherwise(recipeKey: Digest, { name, objects }: StoredOutput): Promise<string | null> {
    const bytes = await this.read(objects[0]!);
    if (bytes === null) return null;
    const rows = ownRows(name, bytes);
    // An output without rows has no table until some other brings one.
    const { catalogue, results } = this.memory;
    if (rows.rows === 0 && catalogue.withoutView(name) !== null) return null;
    await this.known([recipeKey]);
    const recipe = results.recipeOf(recipeKey);
    return recipe === null ? null : this.#read((connection) => rowsShownOtherwise(connection, name, recipe, rows));
  }

  preimages(stage: string, limit: number): Promise<readonly { preimage: Preimage; cell: Cell }[]> {
    return this.#read((connection) => readPreimages(connection, stage, limit));
  }

  codeVersions(stage: string): Promise<readonly StoredCode[]> {
    return this.#read((connection) => readCodes(connection, stage));
  }

  preimagesBy(stage: string, code: CodeState): Promise<readonly Preimage[]> {
    return this.#read((connection) => readPreimagesBy(connection, stage, code));
  }

  madeAt(key: Digest): Promise<MadeAt> {
    return this.#read((connection) => readMade(connection, key));
  }

  timings(machine: MachineKind, limit: number): Promise<ReadonlyMap<string, readonly Timing[]>> {
    return this.#read(async (connection) => (this.isEmpty ? new Map() : readTimings(connection, machine, limit)));
  }

  async beginRun(run: RunRecord): Promise<void> {
    for (const table of run.tables) checkName(table.name);
    await this.#writeNow({ kind: 'begin', run });
  }

  accept(records: readonly AcceptanceRecord[]): Promise<void> {
    return this.#writeNow({ kind: 'accept', records });
  }

  takeBack(acceptanceIds: readonly string[], by: string, at: Date): Promise<void> {
    return this.#writeNow({ kind: 'take-back', takenBack: { acceptanceIds, by, at } });
  }

  acceptances(): Promise<readonly AcceptanceRecord[]> {
    return this.#read(readAcceptances);
  }

  recordStage(record: RunStageRecord): void {
    this.#post({ kind: 'stage', record }, 500);
  }

  recordExecution(record: ExecutionRecord): void {
    this.#post({ kind: 'execution', record }, 1000);
  }

  recordAudit(record: AuditRecord): void {
    this.#post({ kind: 'audit', record }, 500);
  }

  recordVariant(variant: Variant): void {
    this.#post({ kind: 'variant', variant }, 500);
  }

  recordWarning(record: WarningRecord): void {
    this.#post({ kind: 'warning', record }, 500);
  }

  readonly recordRefinement: DuckDbStore['recordRefinement'] = (records) =>
    this.#writeNow({ kind: 'refinement', records });

  drop(digests: readonly Digest[]): void {
    if (digests.length > 0) this.#post({ kind: 'drop', digests, damaged: false }, 100 * digests.length);
  }

  async commit(commit: Commit): Promise<void> {
    // Decoded before it is queued, so that a table we cannot keep fails alone.
    const tables = Object.entries(commit.tables);
    for (const [name] of tables) checkName(name);
    const rows = new Map(tables.map(([name, { bytes }]) => [name, ownRows(name, bytes)]));
    const bytes = objectsOf(commit).reduce((sum, object) => sum + object.bytes.length, 0);
    await this.#push({ kind: 'commit', commit, rows }, bytes);
  }

  async endRun(runId: string, status: RunStatus): Promise<void> {
    await this.#writeNow({ kind: 'end', runId, status });
    this.#throwFailure();
  }

  isLost(): boolean {
    return this.attachment.guard?.isLost() ?? false;
  }

  async flush(): Promise<void> {
    await this.#queue.flush();
    this.#throwFailure();
  }

  query(sql: string): Promise<QueryResult> {
    return this.queries.result(sql);
  }

  expect(instances: number): void {
    this.onClose(readAhead(this.attachment, this.memory, instances));
  }

  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    try {
      for (const close of this.#closers) await close();
      await this.#queue.flush();
      await this.#reads.over();
      await this.queries.close();
    } finally {
      this.writer.closeSync();
      this.reader.closeSync();
      await this.attachment.detach();
    }
    this.#throwFailure();
  }

  #push(operation: Operation, bytes: number): Promise<void> {
    const refusal = this.#refusal();
    return refusal === null ? this.#queue.push(operation, bytes) : Promise.reject(refusal);
  }

  /** The same where nobody waits: what goes wrong is thrown by the next flush. */
  #post(operation: Operation, bytes: number): void {
    const refusal = this.#refusal();
    if (refusal === null) this.#queue.post(operation, bytes);
    else this.#failure ??= refusal;
  }

  #refusal(): StoreAccessError | null {
    if (this.#closed !== undefined) return new StoreAccessError(`${this.file}: the store is closed.`);
    if (this.mode === 'write') return null;
    return new StoreAccessError(`${this.file}: the store is open for reading; open it with mode 'write'.`);
  }

  /** Writes what is queued and then this; resolves when it is durable. */
  async #writeNow(operation: Operation): Promise<void> {
    // Both at once: a refusal that comes while nobody waits for it would end the process.
    await Promise.all([this.#push(operation, 0), this.#queue.flush()]);
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    try {
      this.attachment.guard?.demand();
      await writeBatch(this.writer, this.memory, operations);
      await certify(this.attachment.guard, this.writer);
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.written++;
    }
    if (this.#compacts) this.#compacts = await compact(this.writer, this.memory, this.attachment.guard);
  }

  /** Reads one after the other: several at once would take the threads that the writer needs. */
  #read<Result>(body: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    if (this.#closed !== undefined) return Promise.reject(new StoreAccessError(`${this.file}: the store is closed.`));
    return this.#reads
      .take(() => body(this.reader))
      .catch((error: unknown) => {
        throw this.#explain(error);
      });
  }

  #explain(error: unknown): unknown {
    return explainError(error, this.file, this.mode);
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
