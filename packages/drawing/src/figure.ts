/** One cell of a query's answer. BIGINT columns arrive as numbers. */
export type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A figure of a study, drawn from SQL alone: the queries that it asks of the store, and how their rows become an SVG. */
export interface Figure {
  /** As on the command line: `rgflow figure kl-by-depth`. */
  readonly name: string;
  readonly title: string;
  /** A few sentences under the figure: what is drawn, and from what. */
  readonly caption: string;
  /** SQL by name, on the public tables of a store; `study` is quoted and safe to insert. */
  queries(study: string): Readonly<Record<string, string>>;
  /** A complete `<svg>` document. @throws {FigureError} if there is nothing to draw. */
  draw(answers: Readonly<Record<string, readonly SqlRow[]>>): string;
}

/** The store holds nothing to draw; the message says what to run. */
export class FigureError extends Error {
  override readonly name = 'FigureError';
}

/** What a figure is written as: by the ending of its file. */
export const FIGURE_FORMATS = ['svg', 'png', 'html'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];
