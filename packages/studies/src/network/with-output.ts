/**
 * A table with a column `output` in any case: where a run was asked for nothing but untrained networks, which are of no
 * output, no stage has filled it.
 */
export function withOutput(table: 'kl_layer' | 'kl_fit'): string {
  return `(from ${table} union all by name select null::varchar as output where false)`;
}
