/** What the shell is told. */
export const exitCode = {
  ok: 0,
  someCellsFailed: 1,
  usage: 2,
  storeInUse: 3,
  storeDamaged: 4,
  workToDo: 10,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
