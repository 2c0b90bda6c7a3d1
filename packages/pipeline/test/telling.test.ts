import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { PipelineEvent } from '../src/run/events.js';
import { Telling } from '../src/run/telling.js';

const collect = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

it('lets go of the events that it has told, also if there is always one that is not written yet', async () => {
  const told: string[] = [];
  const telling = new Telling((event) => told.push(event.type));
  const [early] = holdOverlapping(telling, 5000);
  await setImmediate();
  collect();
  expect(told).toHaveLength(4999);
  expect(early!.deref()).toBeUndefined();
});

/** Holds events one after the other, each before the one before it is written; the last is not. */
function holdOverlapping(telling: Telling, count: number): readonly WeakRef<PipelineEvent>[] {
  const seen: WeakRef<PipelineEvent>[] = [];
  let written: ((written: boolean) => void) | null = null;
  for (let i = 0; i < count; i++) {
    const about = { stage: 'one', cell: { i }, outcome: 'executed', reason: '', wallMs: 1, error: null } as const;
    const event: PipelineEvent = { type: 'stage-finished', ...about };
    seen.push(new WeakRef(event));
    const next = telling.hold([event]);
    written?.(true);
    written = next;
  }
  return seen;
}
