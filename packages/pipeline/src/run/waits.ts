import type { Packing, Waiting } from './packing.js';
import type { Telling } from './telling.js';

/** Tells when something that is ready waits for room: once of each stage and of what it waits for. */
export class Waits {
  readonly #told = new Set<string>();

  constructor(
    private readonly packing: Pick<Packing, 'waiting'>,
    private readonly telling: Pick<Telling, 'tell'>,
  ) {}

  look(): void {
    const waiting = this.packing.waiting;
    if (waiting === null) return;
    const { node, waitsFor } = waiting;
    const key = `${node.stage.name as string} ${waitsFor}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.telling.tell({ type: 'waiting', stage: node.stage.name, cell: node.cell, message: waitingText(waiting) });
  }
}

/** `waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left` */
export function waitingText({ waitsFor, takes, left, capacity }: Omit<Waiting, 'node' | 'instances'>): string {
  const amount = (value: number): string => (waitsFor === 'memory' ? bytesText(value) : String(value));
  return `waits for ${waitsFor}: it takes ${amount(takes)}, and ${amount(Math.max(0, left))} of ${amount(capacity)} are left`;
}

function bytesText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
