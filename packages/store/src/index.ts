/** The store in one DuckDB file: open it, ask it, serve it. */
export { type CacheLook, lookIntoCache } from './cache-look.js';
export type { CachePlace } from './cache-place.js';
export { type Collected, type Collection, collectStore, type DropRule, type RunUnderWay } from './collect.js';
export type { Damage, UsedBy } from './damage.js';
export type { DuckDbStore } from './duckdb-store.js';
export {
  QueryError,
  StoreAccessError,
  StoreDamagedError,
  StoreFormatError,
  StoreInUseError,
  StoreLostError,
} from './errors.js';
export { type Forgotten, forgetRuns } from './forget.js';
export { formatQuery, SQL_FORMATS, type SqlFormat, writeQuery } from './format.js';
export { writeParquet } from './format-parquet.js';
export type { JoinedRun } from './join-shards.js';
export { makeFolder } from './make-folder.js';
export { type MergedStore, type MergeOptions, type Merging, mergeStores, type RefusedStore } from './merge.js';
export type { MixedRun } from './mixed-runs.js';
export { openCachePlace } from './open-cache.js';
export { type OpenOptions, openMemoryStore, openStore } from './open-store.js';
export { openToRead } from './open-to-read.js';
export { askStatus } from './owner.js';
export { type ColumnKind, type QueryColumn, type QueryResult, type SqlValue, toObjects } from './query-result.js';
export { querySql, writeSql } from './query-sql.js';
export { RECORD_TABLES } from './record-comments.js';
export type { RefinementRecord } from './refinement.js';
export { ROOT_RUNS, type Tag } from './roots.js';
export { rowsOfResults } from './rows-of-results.js';
export { type Salvaged, salvagedPath, salvageStore } from './salvage.js';
export { type QueryServer, serveQueries } from './serve-queries.js';
export { type CachedStore, type CacheReport, withCache } from './shared-cache.js';
export type { Sink } from './sink.js';
export type { StoredCode } from './stored-codes.js';
export { listTags, tagRun, untagRun } from './tags.js';
export type { Variant } from './variants.js';
export { type Verification, verifyStore } from './verify.js';
