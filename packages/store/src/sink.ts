/** Where a result goes, part by part. What it returns is awaited before the next: nobody is sent more than he takes. */
export type Sink = (part: Uint8Array) => Promise<void> | void;

/** Parts are about this long: each costs a turn of the event loop. */
const PART = 64 * 2 ** 10;

/** Gathers text into parts of some size. */
export class TextParts {
  #text = '';

  constructor(private readonly sink: Sink) {}

  add(text: string): void {
    this.#text += text;
  }

  /** Whether it is time to `flush`. */
  get full(): boolean {
    return this.#text.length >= PART;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.sink(Buffer.from(text));
  }
}

/** Keeps all parts, for who wants the whole. */
export class Collected {
  readonly #parts: Uint8Array[] = [];
  readonly sink: Sink = (part) => {
    this.#parts.push(part);
  };

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
