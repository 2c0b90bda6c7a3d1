/** What `rgflow run` prints at the end: a query on the store and how its columns are shown. */
export interface StudySummary {
  /**
   * Parameters, by path, that its rows tell apart or are made of on purpose, besides the seed. Where another one is swept,
   * it is asked for each value of that; not if this is left out.
   */
  readonly tellsApart?: readonly string[];
  /** Said under the table. */
  readonly note?: string;
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
  /**
   * What that error is of, or the column that says it: told under the table, and beside each number where a table has
   * errors of several kinds. Whoever has a standard error says it.
   */
  readonly errorOf?: ErrorOf | { readonly column: string };
  /** Column that holds a rigorous bound of the error: shown as `0.130812 (within 3e-9)`. */
  readonly bound?: string;
  /**
   * Column that says of how many seeds it is the mean, where some have no value: shown as `0.1308 ± 0.0004 (3 of 4)`. The
   * value of one of several is no mean of them: shown as `1 of 4` alone.
   */
  readonly seeds?: string;
  /**
   * Column with what else has to be said of the number, or why there is none: shown as `0.1308 (no degrees of freedom)` and
   * `– (too few points)`; null for nothing.
   */
  readonly remark?: string;
  /** Digits after the point where there is no standard error. */
  readonly digits?: number;
  /** It is a parameter by which the rows differ: more digits are shown where fewer would not tell its values apart. */
  readonly swept?: true;
  /** It is shown only where it differs. */
  readonly onlyIfSwept?: true;
}

/** What would have to be drawn anew for a number to scatter by its error, in words for the foot of a table. */
export const ERRORS_OF = {
  networks: 'over networks: the standard error of the mean over seeds',
  images: 'over the images shown to one network, their sampling in it; networks of other seeds scatter besides',
  sampling: 'of the sampling, for one image and one network; other images and networks of other seeds scatter besides',
  fit: 'of the fit: from its residuals',
} as const;

export type ErrorOf = keyof typeof ERRORS_OF;

/**
 * About a dozen of the rows of a query, evenly spread in the order of some columns, which must tell all rows apart; how many
 * there are is in the column `ALL_ROWS`.
 */
export function evenChoice(query: string, columns: string): string {
  return `
    select *, count(*) over () as ${ALL_ROWS} from (${query})
    qualify (row_number() over (order by ${columns}) - 1) % greatest(1, ceil(count(*) over () / 12)) = 0
    order by ${columns}`;
}

/** The column that says how many rows a choice is from. */
export const ALL_ROWS = 'all_rows';
