import type { Columns } from '@rgflow/pipeline/stage';

/** What one column holds. */
export interface ColumnMeaning {
  /** 'nats', 'layers', 'bits per unit'; none for a name, a count or a ratio. */
  readonly unit?: string;
  /** A noun phrase in the field's words, without its unit and without a full stop. */
  readonly meaning: string;
  /** What it is called, in a word, where its newest value is shown while a run goes on. */
  readonly live?: string;
}

/**
 * What the rows of a table are and what its own columns hold, for DuckDB's comments. With the declaration of the columns as
 * its type, a column without a meaning and a meaning without a column are errors of the compiler. It stands apart from
 * stages and columns, so that a changed meaning reruns nothing.
 */
export interface TableMeaning<C extends Columns = Columns> {
  readonly about: string;
  readonly columns: { readonly [K in keyof C & string]: ColumnMeaning };
}
