import { describe, expect, it } from 'vitest';
import { remainingTime } from '../src/progress/remaining-time.js';

describe('the remaining time', () => {
  it('is the work that is left, shared among the jobs', () => {
    const stages = [{ name: 'train', left: 4, units: 4, msPerUnit: 1000 }];
    expect(remainingTime(stages, [], 2)).toEqual({ ms: 2000, complete: true });
  });

  it('counts of a running instance only what is left of it', () => {
    const stages = [{ name: 'train', left: 1, units: 1, msPerUnit: 1000 }];
    const running = [{ stage: 'train', label: 'train', fraction: 0.75, elapsedMs: 700 }];
    expect(remainingTime(stages, running, 2)).toEqual({ ms: 250, complete: true });
  });

  it('is at least that of one instance, however many jobs there are', () => {
    expect(remainingTime([{ name: 'train', left: 2, units: 2, msPerUnit: 1000 }], [], 16)).toEqual({
      ms: 1000,
      complete: true,
    });
  });

  it('is at least what waits for a running instance, one behind the other, however many jobs are idle', () => {
    const stages = [
      { name: 'train', left: 5, units: 5, msPerUnit: 1000 },
      { name: 'fit', left: 1, units: 1, msPerUnit: 100 },
    ];
    const behind = { train: 4, fit: 1 };
    const running = [{ stage: 'train', label: 'train', fraction: 0.5, elapsedMs: 500, behind }];
    expect(remainingTime(stages, running, 8)).toEqual({ ms: 4600, complete: true });
  });

  it('of a stage that was never timed is judged by its running instance', () => {
    const running = [{ stage: 'train', label: 'train', fraction: 0.5, elapsedMs: 500 }];
    const stages = [{ name: 'train', left: 2, units: 2, msPerUnit: null }];
    expect(remainingTime(stages, running, 1)).toEqual({ ms: 1500, complete: true });
  });

  it('is a lower bound while some stage is unknown, and unknown while all are', () => {
    const stages = [
      { name: 'train', left: 1, units: 1, msPerUnit: 1000 },
      { name: 'kl', left: 5, units: 5, msPerUnit: null },
    ];
    expect(remainingTime(stages, [], 1)).toEqual({ ms: 1000, complete: false });
    expect(remainingTime(stages.slice(1), [], 1)).toBeNull();
  });

  it('tells large instances from small ones', () => {
    const running = [{ stage: 'train', label: 'train', fraction: 0.5, elapsedMs: 5000, units: 10 }];
    const stages = [{ name: 'train', left: 3, units: 16, msPerUnit: 1000 }];
    expect(remainingTime(stages, running, 1)).toEqual({ ms: 11_000, complete: true });
  });

  it('is nothing when nothing is left', () => {
    expect(remainingTime([{ name: 'train', left: 0, units: 0, msPerUnit: null }], [], 1)).toBeNull();
  });
});
