import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import type { PipelineEvent } from '@rgflow/pipeline';
import type { ProgressView, RunUnderWay, StageView } from '@rgflow/workbench';
import picocolors from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import { showProgress } from '../src/progress/display.js';
import { formatRemaining, liveBlock } from '../src/progress/live-block.js';
import { plainLine, progressLine } from '../src/progress/plain-lines.js';
import { textWidth } from '../src/text-width.js';

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
    {
      stage: 'train',
      label: 'train@{sigmaW2=1.76}',
      fraction: 0.437,
      elapsedMs: 4000,
      figures: { loss: 0.3124, accuracy: 0.9137 },
    },
    { stage: 'train', label: 'train@{sigmaW2=2.5}', fraction: 0.12, elapsedMs: 1100, figures: null },
  ],
  elapsedMs: 12_300,
  remaining: { ms: 33_400, complete: true },
  waiting: null,
  draining: false,
};

const waiting = {
  instances: 3,
  first: 'train@{depth=30}',
  message: 'waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left',
};

const screen = { columns: 100, rows: 24 };

describe('the time that is left', () => {
  const remaining = { ms: 8_100, complete: true };

  it('is that of the round where further ones may follow, and says how many', () => {
    expect(formatRemaining(remaining)).toBe('about 9 s left');
    expect(formatRemaining({ ...remaining, rounds: 1 })).toBe('about 9 s left of this round, at most 1 follows');
    expect(formatRemaining({ ...remaining, rounds: 7 })).toBe('about 9 s left of this round, at most 7 follow');
    expect(formatRemaining({ ...remaining, rounds: null, complete: false })).toBe(
      'more than 9 s left of this round, others may follow',
    );
  });

  it('stands in lines and in the block, which nothing is cut from at 60 columns', () => {
    const inRound = { ...view, remaining: { ...remaining, rounds: 7 } };
    expect(progressLine(inRound)).toContain('left of this round, at most 7 follow');
    const block = liveBlock(inRound, plain, { ...screen, columns: 60 });
    expect(block.join(' ').replaceAll(/\s+/g, ' ')).toContain('left of this round, at most 7 follow');
    for (const line of block) expect(textWidth(line)).toBeLessThan(60);
  });
});

describe('the block on a terminal', () => {
  it('has a line per stage, a line per running instance, and the time', () => {
    expect(liveBlock(view, plain, screen)).toEqual([
      '  dataset  ━━━━━━━━━━━━━━━━━━━━    1/1  1 hit',
      '  train    ━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌    2/5  1 executed, 1 hit',
      '  kl       ━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌   3/10  2 executed, 1 failed',
      '  fit      ━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   1/10  1 skipped',
      '  ▸ train@{sigmaW2=1.76}   43 %  4 s  loss 0.312, accuracy 0.914',
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

  it('loses nothing at 60 columns: bars are shorter, and long lines go on below', () => {
    const wide: ProgressView = {
      ...view,
      stages: [stage('train-autoencoder', 4320, { executed: 1000, hit: 12, failed: 1 })],
      running: [
        {
          stage: 'train-autoencoder',
          label: 'train-autoencoder@{depth=40,sigmaW2=1.76,seed=3,epoch=12,widths=392-196-98}',
          fraction: 0.437,
          elapsedMs: 4000,
          figures: { loss: 0.3124 },
        },
      ],
    };
    expect(liveBlock(wide, plain, { columns: 60, rows: 24 })).toEqual([
      '  train-autoencoder  ╌╌╌╌  1013/4320  1000 executed, 12',
      '      hits, 1 failed',
      '  ▸ train-autoencoder@{depth=40,sigmaW2=1.76,seed=3,',
      '      epoch=12,widths=392-196-98}   43 %  4 s  loss 0.312',
      '  12 s · 81 instances/s · about 34 s left · 1 failed',
    ]);
    for (const colors of [plain, coloured]) {
      const shown = liveBlock(wide, colors, { columns: 30, rows: 60 }).join('').replaceAll(/\s/gu, '');
      const whole = liveBlock(wide, plain, { columns: 300, rows: 60 }).join('').replaceAll(/\s/gu, '');
      expect(stripVTControlCharacters(shown).replaceAll(/[━╌]/gu, '')).toBe(whole.replaceAll(/[━╌]/gu, ''));
    }
  });

  it('is never higher than the terminal, however much runs', () => {
    const running = Array.from({ length: 64 }, (_, i) => ({ ...view.running[0]!, label: `train@{seed=${i}}` }));
    const lines = liveBlock({ ...view, running }, plain, screen);
    expect(lines.length).toBeLessThan(screen.rows);
    expect(lines.at(-2)).toBe('  ▸ and 48 more');
  });

  it('says what waits for memory, and how many more', () => {
    expect(liveBlock({ ...view, waiting }, plain, screen).at(-1)).toBe(
      '  train@{depth=30} waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left; 2 more wait',
    );
    const line = progressLine({ ...view, waiting: { ...waiting, instances: 1 } });
    expect(line).toContain(
      '; train@{depth=30} waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left; about',
    );
    const event = { type: 'waiting', stage: 'train', cell: {}, message: waiting.message } as const;
    expect(plainLine(event, view, label)).toBe(`train@{seed=0} ${waiting.message}`);
  });

  it('says after a Ctrl-C what a second one would do', () => {
    const lines = liveBlock({ ...view, draining: true }, plain, { ...screen, columns: 60 });
    expect(lines.at(-1)).toBe('  finishing what is running; Ctrl-C again to stop');
  });
});

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

describe('the lines of a log', () => {
  it('say how much there is', () => {
    const started = (instances: number, stages: readonly string[]) =>
      plainLine({ type: 'started', runId: 'r', instances, stages }, view, label);
    expect(started(2, ['a'])).toBe('quickstart: 2 instances of 1 stage');
    expect(started(1, ['a', 'b'])).toBe('quickstart: 1 instance of 2 stages');
  });

  it('say nothing of each that was executed or found', () => {
    expect(plainLine(finished({}), view, label)).toBeNull();
    expect(plainLine(finished({ outcome: 'hit' }), view, label)).toBeNull();
  });

  it('give a failed instance the first line of its error', () => {
    const line = plainLine(
      finished({ outcome: 'failed', error: { name: 'Error', message: 'no such file\n  at there' } }),
      view,
      label,
    );
    expect(line).toBe('[7/26] train@{seed=0} failed: no such file');
  });

  it('tell how far all are, what is running and what it has come to', () => {
    const running = 'train@{sigmaW2=1.76} 43 % (loss 0.312, accuracy 0.914), train@{sigmaW2=2.5} 12 %';
    const counts = 'executed 3, hit 2, failed 1, skipped 1';
    expect(progressLine(view)).toBe(`[7/26] 12 s; ${counts}; running ${running}; about 34 s left`);
  });
});

describe('a log', () => {
  it('has a line every few seconds and one for each failure, but none for each instance', () => {
    vi.useFakeTimers();
    try {
      const stream = { written: '', isTTY: false, write: (text: string) => (stream.written += text) };
      const tracker = { counts: () => view, view: () => view };
      const run = { tracker, label: (name: string) => name } as unknown as RunUnderWay;
      const display = showProgress(stream as unknown as WriteStream, run);
      for (let second = 0; second < 20; second++) {
        for (let i = 0; i < 50; i++) display.observe(finished({}));
        if (second === 7) display.observe(finished({ outcome: 'failed', error: { name: 'Error', message: 'no' } }));
        vi.advanceTimersByTime(1000);
      }
      const lines = stream.written.trimEnd().split('\n');
      expect(lines.filter((line) => line.includes('failed: no'))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith('[7/26] 12 s; '))).toHaveLength(4);
      expect(lines).toHaveLength(5);
      // Then nothing ends for a while.
      vi.advanceTimersByTime(60_000);
      expect(stream.written.trimEnd().split('\n')).toHaveLength(7);
      display.end();
      vi.advanceTimersByTime(60_000);
      expect(stream.written.trimEnd().split('\n')).toHaveLength(7);
    } finally {
      vi.useRealTimers();
    }
  });
});
