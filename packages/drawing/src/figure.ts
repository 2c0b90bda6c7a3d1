/** One cell of a query's answer: a BIGINT is a number, what is undefined (NULL, NaN) is null. */
export type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What the queries of a figure answer, by their names. */
export type Answers = Readonly<Record<string, readonly SqlRow[]>>;

/**
 * A figure of a study, drawn from SQL alone: the queries that it asks of the store, and how their rows become an SVG. Its
 * name is the key under which the study has it.
 */
export interface Figure {
  readonly title: string;
  /** A few sentences under the figure: what is drawn, and from what. */
  readonly caption: string;
  /** Only some runs of its study have rows of it: one without does not draw it, and says nothing. Default: all have. */
  readonly ofSomeRuns?: boolean;
  /** SQL by name, on the public tables of a store; `study` is quoted and safe to insert. */
  queries(study: string): Readonly<Record<string, string>>;
  /** A complete `<svg>` document. @throws {FigureError} if there is nothing to draw. */
  draw(answers: Answers): string;
}

/** A figure that is drawn, and the rows behind it. */
export interface DrawnFigure {
  readonly name: string;
  readonly figure: Figure;
  readonly answers: Answers;
  readonly svg: string;
}

/** @throws {FigureError} if there is nothing to draw; the message begins with the figure's name. */
export function drawnFigure(name: string, figure: Figure, answers: Answers): DrawnFigure {
  try {
    return { name, figure, answers, svg: figure.draw(answers) };
  } catch (error) {
    throw error instanceof FigureError ? new FigureError(`${name}: ${error.message}`) : error;
  }
}

/** The store holds nothing to draw; the message says what to run. */
export class FigureError extends Error {
  override readonly name = 'FigureError';
  readonly failure = 'usage';
}

/** What a figure is written as: by the ending of its file. */
const FIGURE_FORMATS = ['svg', 'png', 'html'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];
