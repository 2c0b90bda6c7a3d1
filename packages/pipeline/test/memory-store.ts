import type { AcceptanceJournal } from '../src/acceptance-journal.js';
import type {
  AcceptanceRecord,
  AuditRecord,
  Cell,
  Commit,
  Digest,
  ExecutionRecord,
  OutputRecord,
  Preimage,
  RecipeRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  StoredResult,
  WarningRecord,
} from '../src/records.js';
import type { ResultStore } from '../src/result-store.js';
import type { RunHistory, Timing } from '../src/run-history.js';
import type { RunJournal } from '../src/run-journal.js';

/** All ports in memory: what is committed is there at once, and every record can be looked at. */
export class MemoryStore implements ResultStore, RunJournal, RunHistory, AcceptanceJournal {
  readonly recipesByKey = new Map<Digest, RecipeRecord>();
  readonly objects = new Map<Digest, Uint8Array>();
  readonly runs: (RunRecord & { status: RunStatus })[] = [];
  readonly runStages: RunStageRecord[] = [];
  readonly executions: ExecutionRecord[] = [];
  readonly warnings: WarningRecord[] = [];
  readonly audits: AuditRecord[] = [];
  readonly dropped: Digest[] = [];
  accepted: AcceptanceRecord[] = [];

  async known(keys: readonly Digest[]): Promise<readonly (StoredResult | null)[]> {
    return keys.map((key) => {
      const recipe = this.recipesByKey.get(key);
      if (recipe === undefined) return null;
      const lost = recipe.outputs.filter(({ objects }) => objects.some((digest) => !this.objects.has(digest)));
      return { ...recipe, lost: lost.map(({ name }) => name) };
    });
  }

  async recipes(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, RecipeRecord>> {
    const found = new Map<Digest, RecipeRecord>();
    for (const key of keys) {
      const recipe = this.recipesByKey.get(key);
      if (recipe !== undefined) found.set(key, recipe);
    }
    return found;
  }

  async missing(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
    return new Set(digests.filter((digest) => !this.objects.has(digest)));
  }

  async read(digest: Digest): Promise<Uint8Array | null> {
    return this.objects.get(digest) ?? null;
  }

  async flush(): Promise<void> {}

  async shownOtherwise(): Promise<string | null> {
    return null;
  }

  async preimages(stage: string, limit: number): Promise<readonly { preimage: Preimage; cell: Cell }[]> {
    const ofStage = [...this.recipesByKey.values()].filter((recipe) => recipe.stage === stage).reverse();
    return ofStage.slice(0, limit).map(({ preimage }) => ({ preimage, cell: {} }));
  }

  async accept(records: readonly AcceptanceRecord[]): Promise<void> {
    this.accepted.push(...records);
  }

  async takeBack(ids: readonly string[]): Promise<void> {
    this.accepted = this.accepted.filter(({ acceptanceId }) => !ids.includes(acceptanceId));
  }

  async acceptances(): Promise<readonly AcceptanceRecord[]> {
    return this.accepted.toReversed();
  }

  async timings(): Promise<ReadonlyMap<string, readonly Timing[]>> {
    return new Map();
  }

  async beginRun(run: RunRecord): Promise<void> {
    this.runs.push({ ...run, status: 'running' });
  }

  recordStage(record: RunStageRecord): void {
    this.runStages.push(record);
  }

  recordWarning(record: WarningRecord): void {
    this.warnings.push(record);
  }

  recordAudit(record: AuditRecord): void {
    this.audits.push(record);
  }

  recordExecution(record: ExecutionRecord): void {
    this.executions.push(record);
  }

  async commit({ execution, recipe, tables, objects }: Commit): Promise<void> {
    if (execution !== null) this.executions.push(execution);
    for (const { digest, bytes } of [...Object.values(tables), ...objects]) this.objects.set(digest, bytes);
    this.recipesByKey.delete(recipe.recipeKey);
    this.recipesByKey.set(recipe.recipeKey, recipe);
  }

  drop(digests: readonly Digest[]): void {
    for (const digest of digests) {
      this.objects.delete(digest);
      this.dropped.push(digest);
    }
  }

  async endRun(runId: string, status: RunStatus): Promise<void> {
    this.runs.find((run) => run.runId === runId)!.status = status;
  }

  /** Every output ever recorded of a stage, the last execution of each recipe. */
  outputsOf(stage: string): readonly OutputRecord[] {
    return [...this.recipesByKey.values()].filter((recipe) => recipe.stage === stage).flatMap((r) => r.outputs);
  }
}
