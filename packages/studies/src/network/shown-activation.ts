import type { SqlRow } from '@rgflow/drawing';
import { type ActivationName, activationNames } from '@rgflow/meanfield';

/** SQL for the one activation that a figure shows: tanh if a study has it, else the first that it has. */
export function shownActivation(study: string, table: string): string {
  return `(select activation from ${table} where study = ${study} order by activation <> 'tanh', activation limit 1)`;
}

/** The activation of a row; tanh in rows of when there was no other. */
export function activationOf(row: SqlRow): ActivationName {
  return activationNames.find((name) => name === row.activation) ?? 'tanh';
}

/** What a note says after what networks have in common: nothing of tanh, ', relu' of others. */
export function activationRemark(activation: ActivationName): string {
  return activation === 'tanh' ? '' : `, ${activation}`;
}
