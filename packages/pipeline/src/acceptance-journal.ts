import type { AcceptanceRecord } from './records.js';

/** The port for judgements that a change of a stage's code changed no result. */
export interface AcceptanceJournal {
  /** Judgements that code changes were harmless. Resolves when they are durable. */
  accept(records: readonly AcceptanceRecord[]): Promise<void>;

  /** Takes acceptances back; they stay on record. Resolves when that is durable. */
  takeBack(acceptanceIds: readonly string[], by: string, at: Date): Promise<void>;

  /** The acceptances that were not taken back, newest first. */
  acceptances(): Promise<readonly AcceptanceRecord[]>;
}
