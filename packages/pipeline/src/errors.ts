/** A study, a sweep or a `--set` that cannot be run: the user's to mend. Says where, the rule, what came and what to do. */
export class StudyError extends Error {
  override readonly name = 'StudyError';
  readonly failure = 'usage';
}

/** Stages wired wrongly: a programmer's error, found before anything runs. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly failure = 'usage';
}

/** A chain would go on with other numerics than it began with, which nobody has allowed. */
export class NumericsError extends Error {
  override readonly name = 'NumericsError';
  readonly failure = 'usage';
}

/** The code of a stage cannot be named by a key: it reads what the code does not say, or is not what is locked. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
  readonly failure = 'usage';
}
