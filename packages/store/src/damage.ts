import type { Cell } from '@rgflow/pipeline';

/** One thing of a store that is not what it is recorded to be. */
export interface Damage {
  /**
   * An object whose bytes are not what its digest says, or are gone; rows that SQL shows and no object holds; the summary
   * of a tensor that is not that of its object; a result that is there in part; a run
   * whose instances are not those it had; a table of which not all can be read.
   */
  readonly kind: 'object' | 'rows' | 'summary' | 'result' | 'run' | 'table';
  /** What is wrong, as the end of a sentence. */
  readonly fault: string;
  /** The digest of the object or tensor, the name of the table; of a result its key, of a run its id. */
  readonly name: string;
  /** The output, where it is one of a result. */
  readonly output: string | null;
  /** Where the result was last used; null where that is not known. */
  readonly usedBy: UsedBy | null;
}

/** An instance of the last run that used a result. */
export interface UsedBy {
  readonly runId: string;
  readonly study: string;
  readonly stage: string;
  readonly cell: Cell;
}

/** What is found before it is known who used it. */
export interface Found extends Omit<Damage, 'usedBy'> {
  readonly recipe: number | null;
}
