/** What is wrong with a data file. */
export type DatasetProblem =
  | 'missing'
  | 'not gzip'
  | 'wrong magic'
  | 'wrong type'
  | 'truncated'
  | 'trailing bytes'
  | 'wrong digest'
  | 'wrong shape'
  | 'not fetched';

/** A data file that cannot be used. The message names the file, the rule, what came and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly failure = 'usage';
  readonly problem: DatasetProblem;

  constructor(problem: DatasetProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
