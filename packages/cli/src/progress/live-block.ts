import type { Counts } from '@rgflow/pipeline';
import type { RemainingTime } from '@rgflow/workbench';
import { allStages, doneOf, type ProgressView } from '@rgflow/workbench';
import type { Colors } from '../colors.js';
import { formatClock } from '../duration.js';
import { pad, textWidth } from '../text-table.js';

const BAR = 20;

/**
 * The lines of the block that is redrawn on a terminal while a run goes on: a line per stage, the running instances, and the
 * time. None is wider than `columns`, and there are no more than `rows`.
 */
export function liveBlock(
  view: ProgressView,
  colors: Colors,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const nameWidth = Math.max(...view.stages.map(({ name }) => name.length));
  const countWidth = Math.max(...view.stages.map(({ total }) => 2 * String(total).length + 1));
  const stages = view.stages.map((stage) => {
    const name = doneOf(stage) === stage.total ? colors.dim(stage.name) : stage.name;
    const count = `${doneOf(stage)}/${stage.total}`;
    const cells = [
      pad(name, nameWidth, 'left'),
      bar(stage, colors),
      pad(count, countWidth, 'right'),
      tally(stage, colors),
    ];
    return `  ${cells.join('  ')}`;
  });
  const room = Math.max(1, rows - stages.length - 4);
  const lines = [...stages, ...runningLines(view, colors, room), footer(view, colors)];
  if (view.draining) lines.push(colors.yellow('  finishing what is running; Ctrl-C again to stop'));
  return lines.map((line) => clip(line, columns - 1));
}

function bar(stage: Counts & { readonly total: number }, colors: Colors): string {
  const { total, hit, executed, failed, skipped } = stage;
  let drawn = 0;
  let counted = 0;
  const part = (count: number, paint: (text: string) => string): string => {
    counted += count;
    const end = total === 0 ? 0 : Math.floor((BAR * counted) / total);
    const length = end - drawn;
    drawn = end;
    return length > 0 ? paint('━'.repeat(length)) : '';
  };
  const done =
    part(hit, colors.cyan) + part(executed, colors.green) + part(failed, colors.red) + part(skipped, colors.yellow);
  return done + colors.dim('╌'.repeat(BAR - drawn));
}

/** `3 executed, 2 hits, 1 failed`, without what did not happen. */
function tally({ executed, hit, failed, skipped }: Counts, colors: Colors): string {
  return [
    executed > 0 ? colors.green(`${executed} executed`) : '',
    hit > 0 ? colors.cyan(`${hit} ${hit === 1 ? 'hit' : 'hits'}`) : '',
    failed > 0 ? colors.red(`${failed} failed`) : '',
    skipped > 0 ? colors.yellow(`${skipped} skipped`) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function runningLines({ running }: ProgressView, colors: Colors, room: number): readonly string[] {
  const shown = running.length > room ? running.slice(0, room - 1) : running;
  const width = Math.max(0, ...shown.map(({ label }) => textWidth(label)));
  const lines = shown.map(({ label, fraction, elapsedMs }) => {
    const percent = fraction > 0 ? `${Math.floor(100 * fraction)} %` : '';
    const time = colors.dim(formatClock(elapsedMs));
    return `  ${colors.green('▸')} ${pad(label, width, 'left')}  ${pad(percent, 5, 'right')}  ${elapsedMs < 1000 ? '' : time}`;
  });
  const hidden = running.length - shown.length;
  return hidden === 0 ? lines : [...lines, colors.dim(`  ▸ and ${hidden} more`)];
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

export function formatRemaining({ ms, complete }: RemainingTime): string {
  return `${complete ? 'about' : 'more than'} ${formatClock(ms + 999)} left`;
}

/** The beginning of a coloured line, at most `width` columns of it. */
function clip(line: string, width: number): string {
  if (textWidth(line) <= width) return line;
  let left = width - 1;
  let clipped = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character.
  for (const [token] of line.matchAll(/\u001b\[[\d;]*m|./gu)) {
    if (token.length > 1 && token.startsWith('\u001b')) clipped += token;
    else if (left-- > 0) clipped += token;
  }
  return `${clipped}…`;
}
