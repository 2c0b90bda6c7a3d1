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

/** A stage returned something other than it declared. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
