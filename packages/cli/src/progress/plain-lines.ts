import type { PipelineEvent } from '@rgflow/pipeline';
import type { InstanceLabeller } from '@rgflow/workbench';
import { allStages, doneOf, type ProgressCounts, type ProgressView } from '@rgflow/workbench';
import { formatDuration } from '../duration.js';
import { formatRemaining } from './live-block.js';

/**
 * What a log says of an event, or null: a line for each instance that was executed or failed, and one for the hits of a
 * stage when the whole stage is done.
 *
 * @param view  The run just after the event.
 */
export function plainLine(event: PipelineEvent, view: ProgressCounts, label: InstanceLabeller): string | null {
  switch (event.type) {
    case 'started':
      return `${view.study}: ${event.instances} instances of ${event.stages.length} stages`;
    case 'stage-finished': {
      const all = allStages(view.stages);
      const place = `[${doneOf(all)}/${all.total}]`;
      const instance = label(event.stage, event.cell);
      if (event.outcome === 'executed') return `${place} ${instance} executed in ${formatDuration(event.wallMs)}`;
      if (event.outcome === 'failed') return `${place} ${instance} failed: ${firstLine(event.error)}`;
      const stage = view.stages.find(({ name }) => name === event.stage);
      if (stage === undefined || doneOf(stage) < stage.total) return null;
      const quiet = [
        stage.hit > 0 ? `${stage.hit} ${stage.hit === 1 ? 'hit' : 'hits'}` : '',
        stage.skipped > 0 ? `${stage.skipped} skipped` : '',
      ].filter((text) => text !== '');
      return `${place} ${event.stage}: ${quiet.join(', ')}`;
    }
    case 'audit-started':
      return event.drawn === 0 ? null : `auditing ${event.drawn} of ${event.hits} hits`;
    case 'audited':
      return `[${event.done}/${event.of}] ${label(event.stage, event.cell)} executed again: ${event.outcome}`;
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

/** A sign of life between events: how far the run is and what it is at. */
export function heartbeat(view: ProgressView): string {
  const all = allStages(view.stages);
  const running = view.running.slice(0, 4).map(({ label, fraction }) => `${label} ${Math.floor(100 * fraction)} %`);
  const more = view.running.length > running.length ? ` and ${view.running.length - running.length} more` : '';
  const left = view.remaining === null ? '' : `; ${formatRemaining(view.remaining)}`;
  return `[${doneOf(all)}/${all.total}] ${formatDuration(view.elapsedMs)}; running ${running.join(', ')}${more}${left}`;
}

/** The message of an error, cut after its first line. */
export function firstLine(error: { readonly message: string } | null): string {
  return (error?.message ?? '').split('\n')[0]!;
}
