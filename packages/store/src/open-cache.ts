import { FolderPlace } from './cache-folder.js';
import type { CachePlace } from './cache-place.js';
import { StoreAccessError } from './errors.js';

/**
 * The place of an address: a folder, or `s3://bucket/prefix`.
 *
 * @param mode  'rw' makes the folder if need be, and sees to it that an S3 server keeps what is written first; 'look' does
 *              neither, for what 'rw' would find there
 * @throws {StoreAccessError} if there is no such place, or it cannot be written safely.
 */
export async function openCachePlace(address: string, mode: 'ro' | 'rw' | 'look'): Promise<CachePlace> {
  if (address.startsWith('s3://')) {
    const { openS3Place } = await import('./cache-s3.js');
    return openS3Place(address, mode);
  }
  if (address.trim() === '')
    throw new StoreAccessError('--cache: its place is empty; give a folder or s3://bucket/prefix.');
  if (/^s3:/i.test(address)) {
    throw new StoreAccessError(
      `--cache: ${address}: a bucket is written as s3://bucket/prefix; for a folder of this name write ./${address}.`,
    );
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) {
    throw new StoreAccessError(`--cache: ${address}: a cache is a folder or s3://bucket/prefix.`);
  }
  return FolderPlace.open(address, mode);
}
