import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, StoreAccessError, sentenceOf } from './errors.js';

/** A folder of our own for files that do not last: named at once, made when the first is to be written. */
export class Scratch {
  readonly folder: string;
  #files = 0;
  #made = false;

  /** @param place  Another one that it is to lie in, or where else; in the folder of the system if not given. */
  constructor(private readonly place: Scratch | { readonly folder: string } | null = null) {
    const unique = randomUUID().slice(0, 13);
    this.folder =
      place === null
        ? join(tmpdir(), `rgflow-${process.pid}-${unique}`)
        : place instanceof Scratch
          ? join(place.folder, unique)
          : place.folder;
  }

  /** The path of a file that is not there yet. @throws {StoreAccessError} if the folder cannot be made. */
  file(ending: string): string {
    this.#make();
    return join(this.folder, `${this.#files++}.${ending}`);
  }

  /** Removes it with all that it holds. */
  remove(): void {
    if (this.#made) rmSync(this.folder, { recursive: true, force: true });
    this.#made = false;
  }

  #make(): void {
    if (this.#made) return;
    if (this.place instanceof Scratch) this.place.#make();
    try {
      mkdirSync(this.folder, { mode: 0o700 });
    } catch (error) {
      throw new StoreAccessError(
        this.place === null
          ? `${this.folder}: cannot make a folder for temporary files; set TMPDIR to a folder that can be written (${messageOf(error)}).`
          : `cannot make a folder for temporary files: ${sentenceOf(error)}`,
      );
    }
    this.#made = true;
  }
}
