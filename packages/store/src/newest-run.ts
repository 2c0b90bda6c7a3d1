/**
 * Of a row of `run`: whether it is of its whole sweep. That of a shard, and that which was joined while shards were missing,
 * are not.
 */
const IS_WHOLE = `(coalesce(config ->> '$.shard', '1/1') = '1/1' AND (provenance ->> '$.missing') IS NULL)`;

/**
 * Of a row of `run`: whether it was merged in and has results of here in the place of its own, which other numerics gave;
 * what follows from those is still its own. Its rows are a mixture.
 */
export const IS_MIXED = `((provenance ->> '$.mixed') IS NOT NULL)`;

/** Of a row of `run`: whether it had instances. (DISTINCT: DuckDB finds them ten times sooner so in a long record.) */
export const HAD_INSTANCES = 'sequence IN (SELECT DISTINCT run FROM internal.run_stage)';

/**
 * The run of each name that plain tables and `newest` show: the newest that has ended, of those of the whole sweep if there
 * is one, so that a part of a sweep hides no whole; and of these of those that are not mixed. One that had no instances to
 * run shows nothing, and so hides nothing.
 */
export const NEWEST_RUNS = `SELECT study, name, run_id, sequence, ${IS_WHOLE} AS whole
  FROM main.run
  WHERE ${HAD_INSTANCES} AND status IN ('complete', 'partial') AND ended_at IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY study, name ORDER BY ${IS_WHOLE} DESC, ${IS_MIXED}, sequence DESC) = 1`;

/** The same as people ask for it. No other view is made of it: views are copied from file to file in any order. */
export const NEWEST_RUN_VIEW = `CREATE VIEW IF NOT EXISTS main.newest_run AS ${NEWEST_RUNS};`;

/** The same in a store that was made when no run was known to be mixed. */
export const RENEW_NEWEST_RUN_VIEW = `CREATE OR REPLACE VIEW main.newest_run AS ${NEWEST_RUNS};`;
