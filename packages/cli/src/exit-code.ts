/** What the shell is told. */
export const exitCode = {
  ok: 0,
  /** Some cells failed, or a check did. */
  failed: 1,
  /** The command line, the study, the query or a file is the user's to mend. */
  usage: 2,
  storeInUse: 3,
  /** Damaged, or not a store at all; or an audit found results in it that their code does not give. */
  storeDamaged: 4,
  /** `plan` found something to run. */
  workToDo: 10,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
