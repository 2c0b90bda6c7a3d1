/**
 * The question for what is recorded of the instances of runs when they end, `run`, `count` and `digest`: the sum over the
 * instances of the first 60 bits of the MD5 of what each says, so that neither their order nor how a store numbers them is
 * in it.
 *
 * @param where  on `internal.run_stage s`
 */
export function instancesOf(where: string): string {
  return `SELECT s.run, count(*) AS count, sum(('0x' || left(md5(concat_ws(chr(0), coalesce(hex(k.recipe_key), '-'), s.stage, s.cell::VARCHAR,
      s.outcome, s.reason)), 15))::BIGINT)::VARCHAR AS digest
    FROM internal.run_stage s LEFT JOIN internal.recipe_key k USING (recipe) WHERE ${where} GROUP BY s.run`;
}
