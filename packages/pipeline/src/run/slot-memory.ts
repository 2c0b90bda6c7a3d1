/**
 * What the threads of a run tell without a message, in memory that they and the main thread have in common: of each slot how
 * far its task is, and which of those that were sent together it is; and, as long as there is one thread, how long it has
 * been in stages. All are numbers of 64 bits: one for each slot, again one for each, and two.
 */
export class SlotMemory {
  readonly #numbers: Float64Array;
  readonly #slots: number;

  /** @param shared  As another made it with `SlotMemory.of`. */
  constructor(readonly shared: SharedArrayBuffer) {
    this.#numbers = new Float64Array(shared);
    this.#slots = (this.#numbers.length - 2) / 2;
  }

  static of(slots: number): SlotMemory {
    return new SlotMemory(new SharedArrayBuffer(8 * (2 * slots + 2)));
  }

  /** A task of a slot begins, the one at this place of those that were sent together. */
  begin(slot: number, place: number): void {
    this.#numbers[slot] = 0;
    this.#numbers[this.#slots + slot] = place;
  }

  progressed(slot: number, fraction: number): void {
    this.#numbers[slot] = fraction;
  }

  /** The fraction done of what runs in a slot. */
  progressOf(slot: number): number {
    return this.#numbers[slot] ?? 0;
  }

  /** Which of the tasks that were sent together runs in a slot, or ran last. */
  placeOf(slot: number): number {
    return this.#numbers[this.#slots + slot] ?? 0;
  }

  /** The one thread enters a stage, at a moment in milliseconds that all threads count alike. */
  enterStage(now: number): void {
    this.#numbers[2 * this.#slots + 1] = now;
  }

  /** It has come out of it, after so many milliseconds. */
  leaveStage(wallMs: number): void {
    this.#numbers[2 * this.#slots]! += wallMs;
    this.#numbers[2 * this.#slots + 1] = 0;
  }

  /** Milliseconds that it has been in stages. */
  msInStages(now: number): number {
    const spent = this.#numbers[2 * this.#slots]!;
    const since = this.#numbers[2 * this.#slots + 1]!;
    return spent + (since === 0 ? 0 : now - since);
  }
}
