/** What `rgflow run` prints at the end: a query on the store and how its columns are shown. */
export interface StudySummary {
  /** SQL on the public tables; `study` is a quoted literal. A promise where the SQL takes something that is slow to load. */
  query(study: string): string | Promise<string>;
  readonly columns: readonly SummaryColumn[];
}

export interface SummaryColumn {
  readonly header: string;
  /** Column of the query's answer. */
  readonly value: string;
  /** Column that holds the standard error: shown as `0.1308 ± 0.0004`. */
  readonly standardError?: string;
  /** Column that holds a rigorous bound of the error: shown as `0.130812 (within 3e-9)`. */
  readonly bound?: string;
  /** Column that says of how many seeds it is the mean, where some have no value: shown as `0.1308 ± 0.0004 (3 of 4)`. */
  readonly seeds?: string;
  /** Digits after the point where there is no standard error. */
  readonly digits?: number;
  /** It is a parameter by which the rows differ: more digits are shown where fewer would not tell its values apart. */
  readonly swept?: true;
}

/** About a dozen of the rows of a query, evenly spread in the order of a column. */
export function evenChoice(query: string, column: string): string {
  return `
    select * from (${query})
    qualify (row_number() over (order by ${column}) - 1) % greatest(1, ceil(count(*) over () / 12)) = 0
    order by ${column}`;
}
