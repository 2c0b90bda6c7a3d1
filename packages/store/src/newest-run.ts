/**
 * Of a row of `run`: whether it is of its whole sweep. That of a shard, and that which was joined while shards were missing,
 * are not.
 */
const IS_WHOLE = `(coalesce(config ->> '$.shard', '1/1') = '1/1' AND (provenance ->> '$.missing') IS NULL)`;

/**
 * The run of each name that plain tables and `newest` show: the newest that has ended, of those of the whole sweep if there
 * is one, so that a part of a sweep hides no whole. One that had no instances to run shows nothing, and so hides nothing.
 */
export const NEWEST_RUNS = `SELECT study, name, run_id, sequence, ${IS_WHOLE} AS whole
  FROM main.run SEMI JOIN internal.run_stage ON run = sequence
  WHERE status IN ('complete', 'partial') AND ended_at IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY study, name ORDER BY ${IS_WHOLE} DESC, sequence DESC) = 1`;

/** The same as people ask for it. No other view is made of it: views are copied from file to file in any order. */
export const NEWEST_RUN_VIEW = `CREATE VIEW IF NOT EXISTS main.newest_run AS ${NEWEST_RUNS};`;
