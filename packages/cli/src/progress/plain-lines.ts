import type { PipelineEvent } from '@rgflow/pipeline';
import type { InstanceLabeller, ProgressCounts, ProgressView } from '@rgflow/workbench';
import { allStages, doneOf } from '@rgflow/workbench/progress/view';
import { counted } from '../counted.js';
import { formatDuration } from '../duration.js';
import { figuresText, formatRemaining, waitingText } from './live-block.js';

/**
 * What a log says of an event at once, or null: that it began, what failed, what was warned of. What was executed it says
 * every few seconds, for many instances together.
 *
 * @param view  The run just after the event.
 */
export function plainLine(event: PipelineEvent, view: ProgressCounts, label: InstanceLabeller): string | null {
  switch (event.type) {
    case 'started':
      return `${view.study}: ${counted(event.instances, 'instance')} of ${counted(event.stages.length, 'stage')}`;
    case 'stage-finished': {
      if (event.outcome !== 'failed') return null;
      const all = allStages(view.stages);
      return `[${doneOf(all)}/${all.total}] ${label(event.stage, event.cell)} failed: ${firstLine(event.error)}`;
    }
    case 'audit-started':
      return event.drawn === 0 ? null : `auditing ${event.drawn} of ${event.hits} hits`;
    case 'audited':
      return `[${event.done}/${event.of}] ${label(event.stage, event.cell)} executed again: ${event.outcome}`;
    case 'waiting':
      return `${label(event.stage, event.cell)} ${event.message}`;
    case 'warning':
      return `warning: ${event.message}`;
    case 'draining':
      return 'finishing what is running; Ctrl-C again to stop';
    case 'stage-started':
    case 'ended':
      return null;
    default:
      return event satisfies never;
  }
}

/** How far a run is, what it is at, and how long it takes. */
export function progressLine(view: ProgressView): string {
  const all = allStages(view.stages);
  const counts = [
    all.executed > 0 ? `executed ${all.executed}` : '',
    all.hit > 0 ? `hit ${all.hit}` : '',
    all.failed > 0 ? `failed ${all.failed}` : '',
    all.skipped > 0 ? `skipped ${all.skipped}` : '',
  ].filter((text) => text !== '');
  const running = view.running.slice(0, 4).map(({ label, fraction, figures }) => {
    const percent = fraction > 0 ? ` ${Math.floor(100 * fraction)} %` : '';
    const shown = figuresText(figures);
    return `${label}${percent}${shown === '' ? '' : ` (${shown})`}`;
  });
  const more = view.running.length > running.length ? ` and ${view.running.length - running.length} more` : '';
  const parts = [
    formatDuration(view.elapsedMs),
    counts.join(', '),
    running.length === 0 ? '' : `running ${running.join(', ')}${more}`,
    view.waiting == null ? '' : waitingText(view.waiting),
    view.remaining === null ? '' : formatRemaining(view.remaining),
  ].filter((text) => text !== '');
  return `[${doneOf(all)}/${all.total}] ${parts.join('; ')}`;
}

/** The message of an error, cut after its first line. */
export function firstLine(error: { readonly message: string } | null): string {
  return (error?.message ?? '').split('\n')[0]!;
}
