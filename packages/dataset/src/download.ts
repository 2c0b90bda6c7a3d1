import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { DatasetError } from './errors.js';
import { missedProxy, withoutPassword } from './mirror.js';

export interface DownloadOptions {
  /** Called as bytes arrive; `total` is null if the server does not say. */
  readonly onProgress?: (file: string, received: number, total: number | null) => void;
  readonly signal?: AbortSignal;
}

/**
 * The bytes at an address.
 *
 * @param file     What they are called to `onProgress`.
 * @param largest  More bytes are something else.
 * @throws {DatasetError}  if the server does not answer with them, or more come.
 */
export async function download(
  address: string,
  file: string,
  largest: number,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { onProgress, signal } = options;
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    const response = await fetch(address, signal === undefined ? {} : { signal });
    if (!response.ok || response.body === null) {
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    }
    // fetch undoes a transfer compression; the length the server gives is then of something else.
    const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
    const total = length === null ? null : Number(length);
    for await (const chunk of response.body) {
      chunks.push(chunk);
      received += chunk.length;
      if (received > largest) throw new Error(`more than ${largest} bytes came`);
      onProgress?.(file, received, total);
    }
  } catch (cause) {
    throw new DatasetError(
      'not fetched',
      `${withoutPassword(address)}: cannot be fetched (${reason(cause)}); try again later, or put the file into the folder by ` +
        `hand.${missedProxy()}`,
      { cause },
    );
  }
  return Buffer.concat(chunks);
}

/** fetch says only 'fetch failed'; the reason is in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Writes a file that is never there by half, and returns its path. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}
