import type { PlanNode } from '../plan/plan.js';
import type { Counts, PipelineEvent } from './events.js';
import { Tally } from './tally.js';

/** Events that wait for their turn. */
interface Held {
  readonly events: readonly PipelineEvent[];
  state: 'ready' | 'unwritten' | 'lost';
}

/**
 * Tells the events of a run in their order. That something was executed is told when it is durable, and nothing that came
 * after it before: what a person has read as executed, no kill takes back.
 */
export class Telling {
  #held: Held[] = [];
  /** Those before were told. */
  #next = 0;
  readonly #untold = new Tally();

  constructor(private readonly onEvent: (event: PipelineEvent) => void) {}

  /** Tells an event, if need be after those that were before it. */
  tell(event: PipelineEvent): void {
    if (this.#held.length === 0) this.onEvent(event);
    else this.#hold({ events: [event], state: 'ready' });
  }

  started({ stage, cell }: PlanNode, reason: string): void {
    this.tell({ type: 'stage-started', stage: stage.name, cell, reason });
  }

  /** Holds events, and all later ones; they are told once the answer says that what they are about was written. */
  hold(events: readonly PipelineEvent[]): (written: boolean) => void {
    const held: Held = { events, state: 'unwritten' };
    this.#hold(held);
    return (written) => {
      held.state = written ? 'ready' : 'lost';
      this.#tellReady();
    };
  }

  /** Without the outcomes that were not told yet. */
  told(counts: Readonly<Record<string, Counts>>): Readonly<Record<string, Counts>> {
    const untold = this.#untold.byStage();
    return Object.fromEntries(
      Object.entries(counts).map(([stage, all]) => [stage, stage in untold ? without(all, untold[stage]!) : all]),
    );
  }

  /** Tells nothing more of what is held. */
  forget(): void {
    this.#held = [];
    this.#next = 0;
  }

  #hold(held: Held): void {
    this.#held.push(held);
    this.#count(held, 1);
  }

  #tellReady(): void {
    for (
      let held = this.#held[this.#next];
      held !== undefined && held.state !== 'unwritten';
      held = this.#held[this.#next]
    ) {
      this.#next++;
      this.#count(held, -1);
      if (held.state === 'ready') for (const event of held.events) this.onEvent(event);
    }
    // In a busy run there is always one that is not written: what was told goes as soon as it is the larger part.
    if (2 * this.#next < this.#held.length) return;
    this.#held = this.#held.slice(this.#next);
    this.#next = 0;
  }

  #count({ events }: Held, by: 1 | -1): void {
    for (const event of events) {
      if (event.type === 'stage-finished') this.#untold.add(event.stage, event.outcome, by);
    }
  }
}

function without(all: Counts, untold: Counts): Counts {
  return {
    executed: all.executed - untold.executed,
    hit: all.hit - untold.hit,
    failed: all.failed - untold.failed,
    skipped: all.skipped - untold.skipped,
  };
}
