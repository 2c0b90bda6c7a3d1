/** A growing list of integers of 32 bits, four bytes each. */
export class Integers {
  #values = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  put(index: number, value: number): void {
    this.#values[index] = value;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) this.#values = doubled(this.#values);
    this.#values[this.#count++] = value;
  }
}

/** The same numbers in twice the room. */
export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** Parts one after the other. */
export function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
