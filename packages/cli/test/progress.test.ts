import type { PipelineEvent } from '@rgflow/pipeline';
import type { ProgressView, StageView } from '@rgflow/workbench';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { liveBlock } from '../src/progress/live-block.js';
import { heartbeat, plainLine } from '../src/progress/plain-lines.js';
import { textWidth } from '../src/text-table.js';

const plain = picocolors.createColors(false);
const coloured = picocolors.createColors(true);

function stage(name: string, total: number, counts: Partial<StageView> = {}): StageView {
  return { name, total, executed: 0, hit: 0, failed: 0, skipped: 0, ...counts };
}

const view: ProgressView = {
  study: 'quickstart',
  stages: [
    stage('dataset', 1, { hit: 1 }),
    stage('train', 5, { executed: 1, hit: 1 }),
    stage('kl', 10, { executed: 2, failed: 1 }),
    stage('fit', 10, { skipped: 1 }),
  ],
  running: [
    { stage: 'train', label: 'train@{sigmaW2=1.76}', fraction: 0.437, elapsedMs: 4000 },
    { stage: 'train', label: 'train@{sigmaW2=2.5}', fraction: 0.12, elapsedMs: 1100 },
  ],
  elapsedMs: 12_300,
  remaining: { ms: 33_400, complete: true },
  draining: false,
};

const screen = { columns: 100, rows: 24 };

describe('the block on a terminal', () => {
  it('has a line per stage, a line per running instance, and the time', () => {
    expect(liveBlock(view, plain, screen)).toEqual([
      '  dataset  ━━━━━━━━━━━━━━━━━━━━    1/1  1 hit',
      '  train    ━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌    2/5  1 executed, 1 hit',
      '  kl       ━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌   3/10  2 executed, 1 failed',
      '  fit      ━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   1/10  1 skipped',
      '  ▸ train@{sigmaW2=1.76}   43 %  4 s',
      '  ▸ train@{sigmaW2=2.5}    12 %  1 s',
      '  12 s · 15 instances/min · about 34 s left · 1 failed',
    ]);
  });

  it('is never wider than the terminal, in colours or without', () => {
    for (const columns of [20, 40, 60]) {
      for (const colors of [plain, coloured]) {
        for (const line of liveBlock(view, colors, { ...screen, columns })) {
          expect(textWidth(line)).toBeLessThan(columns);
        }
      }
    }
  });

  it('is never higher than the terminal, however much runs', () => {
    const running = Array.from({ length: 64 }, (_, i) => ({ ...view.running[0]!, label: `train@{seed=${i}}` }));
    const lines = liveBlock({ ...view, running }, plain, screen);
    expect(lines.length).toBeLessThan(screen.rows);
    expect(lines.at(-2)).toBe('  ▸ and 49 more');
  });

  it('says after a Ctrl-C what a second one would do', () => {
    const lines = liveBlock({ ...view, draining: true }, plain, { ...screen, columns: 60 });
    expect(lines.at(-1)).toBe('  finishing what is running; Ctrl-C again to stop');
  });
});

describe('the lines of a log', () => {
  const label = (name: string): string => `${name}@{seed=0}`;
  const finished = (over: Partial<PipelineEvent & { type: 'stage-finished' }>): PipelineEvent => ({
    type: 'stage-finished',
    stage: 'train',
    cell: { seed: 0 },
    outcome: 'executed',
    reason: '',
    wallMs: 9300,
    error: null,
    ...over,
  });

  it('give an executed instance its time', () => {
    expect(plainLine(finished({}), view, label)).toBe('[7/26] train@{seed=0} executed in 9.3 s');
  });

  it('give a failed instance the first line of its error', () => {
    const line = plainLine(
      finished({ outcome: 'failed', error: { name: 'Error', message: 'no such file\n  at there' } }),
      view,
      label,
    );
    expect(line).toBe('[7/26] train@{seed=0} failed: no such file');
  });

  it('say nothing of a hit before its stage is done, and then how many there were', () => {
    expect(plainLine(finished({ outcome: 'hit' }), view, label)).toBeNull();
    const done = { ...view, stages: [stage('train', 100_000, { hit: 99_999, executed: 1 })] };
    expect(plainLine(finished({ outcome: 'hit' }), done, label)).toBe('[100000/100000] train: 99999 hits');
  });

  it('break a long silence by what is running', () => {
    const running = 'train@{sigmaW2=1.76} 43 %, train@{sigmaW2=2.5} 12 %';
    expect(heartbeat(view)).toBe(`[7/26] 12 s; running ${running}; about 34 s left`);
  });
});
