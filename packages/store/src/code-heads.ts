import type { DuckDBConnection } from '@duckdb/node-api';
import type { Preimage } from '@rgflow/pipeline';
import { appendRows } from './append.js';
import { json } from './sql-text.js';

/**
 * The codes of stages that the store has, numbered from 1 on. The text of a pre-image is its head, which ends with the code
 * and is by far the longer part, and its rest; a head is kept once for all instances that have it.
 */
export class CodeHeads {
  /** Numbers by head; null before they were read. */
  #numbers: Map<string, number> | null = null;
  /** The same by the code of a pre-image, an object that the instances of a run have in common: its text takes long. */
  #known = new WeakMap<
    Preimage['code'],
    { readonly stage: string; readonly keyVersion: number; readonly number: number }
  >();
  #new: (readonly [number: number, stage: string, head: string])[] = [];

  /** Reads those that there are. */
  async load(connection: DuckDBConnection): Promise<void> {
    if (this.#numbers !== null) return;
    const found = await connection.runAndReadAll('SELECT head, code FROM internal.code');
    this.#numbers = new Map(found.getRowsJS().map(([head, code]) => [String(head), Number(code)]));
  }

  /** Has all be read again: after a transaction that was given up. */
  forget(): void {
    this.#numbers = null;
    this.#known = new WeakMap();
    this.#new = [];
  }

  /** The number of the head of a pre-image, which is to be written if there is none yet. */
  numberOf({ keyVersion, stage, code }: Preimage): number {
    const known = this.#known.get(code);
    if (known?.stage === stage && known.keyVersion === keyVersion) return known.number;
    const head = json({ keyVersion, stage, code }).slice(0, -1);
    let number = this.#numbers!.get(head);
    if (number === undefined) {
      number = Math.max(0, ...this.#numbers!.values()) + 1;
      this.#numbers!.set(head, number);
      this.#new.push([number, stage, head]);
    }
    this.#known.set(code, { stage, keyVersion, number });
    return number;
  }

  /** Writes the new ones. Inside the transaction of the connection. */
  async write(connection: DuckDBConnection): Promise<void> {
    await appendRows(connection, 'internal', 'code', this.#new);
    this.#new = [];
  }
}

/** What of the text of a pre-image is its own. */
export function restOf({ params, inputs, stream, draws }: Preimage): string {
  return `,${json({ params, inputs, stream, draws }).slice(1)}`;
}
