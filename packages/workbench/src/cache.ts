import { resolve } from 'node:path';
import type { CachePlace } from '@rgflow/store';
import { openCachePlace } from '@rgflow/store/open-cache';
import { findProjectFile } from './project-file.js';
import { UsageError } from './usage-error.js';

/** 'ro' takes results from the cache, 'rw' also writes there what is executed. */
export type CacheMode = 'ro' | 'rw';

/** A shared cache behind the store, and where it lies; none unless a mode is given. */
export interface CacheOptions {
  readonly cache?: CacheMode | undefined;
  readonly cacheAt?: string | undefined;
}

/** The cache that options name, to see what a run with them would take; null if they name none. Nothing is written. */
export async function cacheToLook({ cache, cacheAt }: CacheOptions): Promise<CachePlace | null> {
  const mode = cacheMode({ cache, cacheAt });
  return mode === null ? null : openCache(mode, cacheAt, mode === 'rw' ? 'look' : 'ro');
}

/** What is to be done with a cache; null for nothing. @throws {UsageError} if only its place is given. */
export function cacheMode({ cache, cacheAt }: CacheOptions): CacheMode | null {
  if (cache === undefined && cacheAt !== undefined) {
    throw new UsageError(`--cache-at ${cacheAt}: says where a cache is; give --cache ro or --cache rw as well.`);
  }
  return cache ?? null;
}

const PLACES = 'a folder or s3://bucket/prefix';

/**
 * The shared cache: at the place that is named, else where `RGFLOW_CACHE` says, else where the project file says.
 *
 * @throws {UsageError}       if nobody says where it is.
 * @throws {StoreAccessError} if it is not there, or cannot be written safely.
 */
export async function openCache(mode: CacheMode, at?: string, to: CacheMode | 'look' = mode): Promise<CachePlace> {
  if (at !== undefined && at.trim() === '') {
    throw new UsageError(`--cache-at: is empty; give ${PLACES}, or leave it out.`);
  }
  const project = at === undefined && !process.env.RGFLOW_CACHE ? findProjectFile() : null;
  const address = at ?? (process.env.RGFLOW_CACHE || project?.cache);
  if (address === undefined) {
    throw new UsageError(
      `--cache ${mode}: where is it? Give --cache-at ${PLACES}, set RGFLOW_CACHE, or write "cache" in rgflow.config.json.`,
    );
  }
  return openCachePlace(project === null || /^s3:/i.test(address) ? address : resolve(project.folder, address), to);
}
