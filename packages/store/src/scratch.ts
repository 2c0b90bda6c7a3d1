import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, StoreAccessError } from './errors.js';

/** A folder of our own for files that do not last: named at once, made when the first is to be written. */
export class Scratch {
  readonly folder = join(tmpdir(), `rgflow-${process.pid}-${randomUUID().slice(0, 13)}`);
  #files = 0;
  #made = false;

  /** The path of a file that is not there yet. @throws {StoreAccessError} if the folder cannot be made. */
  file(ending: string): string {
    if (!this.#made) {
      try {
        mkdirSync(this.folder, { mode: 0o700 });
      } catch (error) {
        throw new StoreAccessError(
          `${this.folder}: cannot make a folder for temporary files; set TMPDIR to a folder that can be written (${messageOf(error)}).`,
        );
      }
      this.#made = true;
    }
    return join(this.folder, `${this.#files++}.${ending}`);
  }

  /** Removes it with all that it holds. */
  remove(): void {
    if (this.#made) rmSync(this.folder, { recursive: true, force: true });
    this.#made = false;
  }
}
