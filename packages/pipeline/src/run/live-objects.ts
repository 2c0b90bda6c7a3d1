import type { Digest, StoredObject } from '../records.js';

/** The objects that wait in memory for their consumers, each held by the instances that gave it. */
export class LiveObjects {
  readonly #bytes = new Map<Digest, Uint8Array>();
  readonly #holders = new Map<Digest, number>();
  readonly #held = new Map<number, readonly Digest[]>();

  /** Holds `objects` for the instance of that index until it is released. */
  hold(instance: number, objects: readonly StoredObject[]): void {
    this.release(instance);
    for (const { digest, bytes } of objects) {
      this.#bytes.set(digest, bytes);
      this.#holders.set(digest, (this.#holders.get(digest) ?? 0) + 1);
    }
    this.#held.set(
      instance,
      objects.map((object) => object.digest),
    );
  }

  release(instance: number): void {
    for (const digest of this.#held.get(instance) ?? []) {
      const holders = (this.#holders.get(digest) ?? 1) - 1;
      if (holders > 0) {
        this.#holders.set(digest, holders);
      } else {
        this.#holders.delete(digest);
        this.#bytes.delete(digest);
      }
    }
    this.#held.delete(instance);
  }

  get(digest: Digest): Uint8Array | null {
    return this.#bytes.get(digest) ?? null;
  }
}
