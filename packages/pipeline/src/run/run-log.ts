import type { PlanNode } from '../plan/plan.js';
import type { AuditRecord, RunStatus } from '../records.js';
import type { RunJournal } from '../run-journal.js';
import type { PipelineEvent, Thrown } from './events.js';
import type { ExecuteOptions } from './execution.js';
import type { Instances } from './instances.js';

/**
 * What a run leaves in the journal, and tells of an instance: that it began, what became of each instance, what it
 * warned of, what an audit found, how it ended.
 *
 * A plan without instances (a shard that no cell falls into) leaves nothing: a run of nothing would be the newest of its
 * study, and hide what the others gave.
 */
export class RunLog {
  readonly #recorded: Uint8Array;
  readonly #journal: RunJournal;

  constructor(
    readonly runId: string,
    private readonly options: ExecuteOptions,
    private readonly instances: Pick<Instances, 'of' | 'outcomeOf' | 'plan'>,
  ) {
    this.#journal = options.store;
    this.#recorded = new Uint8Array(instances.plan.nodes.length);
  }

  async begin(): Promise<void> {
    const { study, name = study, config, provenance } = this.options;
    const { nodes, tables } = this.instances.plan;
    if (nodes.length === 0) return;
    const { runId } = this;
    await this.#journal.beginRun({ runId, study, name, config, startedAt: new Date(), provenance, tables });
  }

  /** Tells that an instance has come to its outcome. */
  finished(node: PlanNode, wallMs: number, error: Thrown | null): PipelineEvent {
    const { stage, cell } = node;
    const [outcome, { reason }] = [this.instances.outcomeOf(node)!, this.instances.of(node)];
    return { type: 'stage-finished', stage: stage.name, cell, outcome, reason, wallMs, error };
  }

  /** Records what became of an instance, once. */
  record(node: PlanNode): void {
    if (this.#recorded[node.index] === 1) return;
    this.#recorded[node.index] = 1;
    const { recipeKey, reason } = this.instances.of(node);
    this.#journal.recordStage({
      runId: this.runId,
      recipeKey,
      stage: node.stage.name,
      cell: node.cell,
      outcome: this.instances.outcomeOf(node)!,
      reason,
    });
  }

  /**
   * Tells a warning, and writes it down.
   *
   * @param about  the instance that it is about, or a stage; null for the run as a whole
   */
  warn(message: string, about: PlanNode | string | null = null): void {
    this.options.onEvent?.({ type: 'warning', message });
    const { runId } = this;
    if (this.instances.plan.nodes.length === 0) return;
    if (about === null || typeof about === 'string') {
      this.#journal.recordWarning({ runId, recipeKey: null, stage: about, cell: null, message });
      return;
    }
    const { recipeKey } = this.instances.of(about);
    this.#journal.recordWarning({ runId, recipeKey, stage: about.stage.name, cell: about.cell, message });
  }

  audit(record: AuditRecord): void {
    this.#journal.recordAudit(record);
  }

  async end(status: RunStatus): Promise<void> {
    if (this.instances.plan.nodes.length > 0) await this.#journal.endRun(this.runId, status);
  }
}
