import type { Outcome } from '../records.js';
import type { Counts } from './events.js';

/** How many instances have come to which outcome, by stage. */
export class Tally {
  readonly #byStage = new Map<string, Record<Outcome, number>>();

  add(stage: string, outcome: Outcome, by = 1): void {
    const counts = this.#byStage.get(stage) ?? none();
    counts[outcome] += by;
    this.#byStage.set(stage, counts);
  }

  byStage(): Readonly<Record<string, Counts>> {
    return Object.fromEntries([...this.#byStage].map(([stage, counts]) => [stage, { ...counts }]));
  }

  total(): Counts {
    const total = none();
    for (const counts of this.#byStage.values()) {
      for (const outcome of Object.keys(total) as Outcome[]) total[outcome] += counts[outcome];
    }
    return total;
  }
}

function none(): Record<Outcome, number> {
  return { executed: 0, hit: 0, failed: 0, skipped: 0 };
}
