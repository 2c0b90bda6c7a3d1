/**
 * A table with columns `output`, `image` and `epoch` in any case. Where a run was asked for nothing but untrained networks,
 * which are of no output and epoch, or for means over images, which are of no single one, no stage has filled them.
 */
export function withOutput(table: 'kl_layer' | 'kl_fit'): string {
  return `(from ${table} union all by name select null::varchar as output, null::bigint as image, null::bigint as epoch where false)`;
}
