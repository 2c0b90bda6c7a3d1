import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { CachePlace } from './cache-place.js';
import { StoreAccessError, sentenceOf } from './errors.js';
import { makeFolder } from './make-folder.js';

/**
 * A cache in a folder, of this machine or shared by several. A name is linked to a file that is whole: nobody sees
 * half of one.
 */
export class FolderPlace implements CachePlace {
  private constructor(
    readonly address: string,
    readonly isNew = false,
  ) {}

  /**
   * @param mode  'look' takes a folder that is not there for an empty one
   * @throws {StoreAccessError} if there is no such folder to read, or it cannot be made, or there is none to make it in.
   */
  static open(path: string, mode: 'ro' | 'rw' | 'look'): FolderPlace {
    const folder = resolve(path);
    if (mode === 'look' && !existsSync(folder)) return new FolderPlace(folder);
    const isNew = !existsSync(folder);
    if (mode === 'rw') {
      if (!existsSync(dirname(folder))) {
        throw new StoreAccessError(
          `--cache: ${path}: there is no folder ${dirname(folder)} to make it in; if that is the right place, make that folder first.`,
        );
      }
      try {
        makeFolder(folder);
      } catch (error) {
        throw new StoreAccessError(`--cache: cannot make the folder: ${sentenceOf(error)}`);
      }
    }
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new StoreAccessError(`--cache: ${path}: there is no such folder; it is made by \`--cache rw\`.`);
    }
    return new FolderPlace(folder, isNew);
  }

  async get(name: string): Promise<Uint8Array | null> {
    return readFile(join(this.address, name)).catch(absent);
  }

  async has(name: string): Promise<boolean> {
    return (await stat(join(this.address, name)).catch(absent)) !== null;
  }

  async putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean> {
    const path = join(this.address, name);
    if (existsSync(path)) return false;
    await mkdir(dirname(path), { recursive: true });
    const written = join(dirname(path), `.${randomUUID()}`);
    try {
      const file = await open(written, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      // Of two that link one name the system lets one.
      await link(written, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(written, { force: true });
    }
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
