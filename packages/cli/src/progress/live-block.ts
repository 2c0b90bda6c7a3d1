import type { Counts } from '@rgflow/pipeline';
import type { ProgressView, RemainingOfRound } from '@rgflow/workbench';
import { allStages, doneOf } from '@rgflow/workbench/progress/view';
import type { Colors } from '../colors.js';
import { counted } from '../counted.js';
import { formatClock } from '../duration.js';
import { pad } from '../text-table.js';
import { textWidth } from '../text-width.js';
import { wrap } from './wrap.js';

const BAR = 20;
const SHORTEST_BAR = 4;

/**
 * The lines of the block that is redrawn on a terminal while a run goes on: each stage, the running instances, and the
 * time. None is wider than `columns`, and there are no more than `rows`: bars get shorter, long lines are wrapped.
 */
export function liveBlock(
  view: ProgressView,
  colors: Colors,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const width = columns - 1;
  const stages = stageLines(view, colors, width);
  const last = [footer(view, colors)];
  // An owner of another version may tell nothing of it.
  if (view.waiting != null) last.push(colors.dim(`  ${waitingText(view.waiting)}`));
  if (view.draining) last.push(colors.yellow('  finishing what is running; Ctrl-C again to stop'));
  const after = last.flatMap((line) => wrap(line, width));
  const room = Math.max(1, rows - stages.length - after.length - 2);
  return [...stages, ...runningLines(view, colors, { width, room }), ...after];
}

function stageLines({ stages }: ProgressView, colors: Colors, width: number): readonly string[] {
  const nameWidth = Math.max(...stages.map(({ name }) => name.length));
  const countWidth = Math.max(...stages.map(({ total }) => 2 * String(total).length + 1));
  const tallies = stages.map((stage) => tally(stage, colors));
  const others = 2 + nameWidth + 2 + 2 + countWidth + 2 + Math.max(...tallies.map(textWidth));
  const length = Math.min(BAR, Math.max(SHORTEST_BAR, width - others));
  return stages.flatMap((stage, i) => {
    const name = doneOf(stage) === stage.total ? colors.dim(stage.name) : stage.name;
    const cells = [
      pad(name, nameWidth, 'left'),
      bar(stage, colors, length),
      pad(`${doneOf(stage)}/${stage.total}`, countWidth, 'right'),
      tallies[i]!,
    ];
    return wrap(`  ${cells.join('  ')}`, width);
  });
}

function bar(stage: Counts & { readonly total: number }, colors: Colors, length: number): string {
  const { total, hit, executed, failed, skipped } = stage;
  let drawn = 0;
  let counted = 0;
  const part = (count: number, paint: (text: string) => string): string => {
    counted += count;
    const end = total === 0 ? 0 : Math.floor((length * counted) / total);
    const more = end - drawn;
    drawn = end;
    return more > 0 ? paint('━'.repeat(more)) : '';
  };
  const done =
    part(hit, colors.cyan) + part(executed, colors.green) + part(failed, colors.red) + part(skipped, colors.yellow);
  return done + colors.dim('╌'.repeat(length - drawn));
}

/** `3 executed, 2 hits, 1 failed`, without what did not happen. */
function tally({ executed, hit, failed, skipped }: Counts, colors: Colors): string {
  return [
    executed > 0 ? colors.green(`${executed} executed`) : '',
    hit > 0 ? colors.cyan(counted(hit, 'hit')) : '',
    failed > 0 ? colors.red(`${failed} failed`) : '',
    skipped > 0 ? colors.yellow(`${skipped} skipped`) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** As many of the running instances as there is room for, each with what it has come to. */
function runningLines(
  { running }: ProgressView,
  colors: Colors,
  { width, room }: { readonly width: number; readonly room: number },
): readonly string[] {
  const labels = Math.max(0, ...running.map(({ label }) => textWidth(label)));
  const each = running.map(({ label, fraction, elapsedMs, figures }) => {
    const percent = fraction > 0 ? `${Math.floor(100 * fraction)} %` : '';
    const time = elapsedMs < 1000 ? '' : colors.dim(formatClock(elapsedMs));
    const cells = [pad(label, labels, 'left'), pad(percent, 5, 'right'), time, figuresText(figures)];
    return wrap(`  ${colors.green('▸')} ${cells.join('  ')}`.trimEnd(), width);
  });
  const lines: string[] = [];
  for (const [i, one] of each.entries()) {
    const left = i === each.length - 1 ? 0 : 1;
    if (lines.length + one.length > room - left)
      return [...lines, colors.dim(`  ▸ ${i === 0 ? '' : 'and '}${each.length - i} ${i === 0 ? 'running' : 'more'}`)];
    lines.push(...one);
  }
  return lines;
}

/** `loss 0.312, accuracy 0.914`: after the epoch before. */
export function figuresText(figures: Readonly<Record<string, number>> | null | undefined): string {
  return Object.entries(figures ?? {})
    .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
    .join(', ');
}

/** `train@{depth=30} waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left; 4 more wait` */
export function waitingText({ first, message, instances }: NonNullable<ProgressView['waiting']>): string {
  const more = instances > 1 ? `; ${instances - 1} more wait${instances === 2 ? 's' : ''}` : '';
  return `${first} ${message}${more}`;
}

function footer({ stages, elapsedMs, remaining }: ProgressView, colors: Colors): string {
  const { executed, failed } = allStages(stages);
  const seconds = elapsedMs / 1000;
  const parts = [
    formatClock(elapsedMs),
    executed > 0 && seconds >= 1 ? `${formatRate(executed / seconds)}` : '',
    remaining === null ? '' : formatRemaining(remaining),
    failed > 0 ? colors.red(`${failed} failed`) : '',
  ].filter((part) => part !== '');
  return `  ${parts.join(colors.dim(' · '))}`;
}

/** Instances executed per second, or per minute where that is less than one. */
function formatRate(perSecond: number): string {
  return perSecond >= 1
    ? `${perSecond.toPrecision(2)} instances/s`
    : `${(60 * perSecond).toPrecision(2)} instances/min`;
}

/** `about 0:09 left`, and of a run that may go on in rounds: `about 0:09 left of this round, at most 3 follow`. */
export function formatRemaining({ ms, complete, rounds }: RemainingOfRound): string {
  const left = `${complete ? 'about' : 'more than'} ${formatClock(ms + 999)} left`;
  if (rounds === undefined) return left;
  if (rounds === null) return `${left} of this round, others may follow`;
  return `${left} of this round, at most ${rounds} follow${rounds === 1 ? 's' : ''}`;
}
