import type { WriteStream } from 'node:tty';
import type { PipelineEvent } from '@rgflow/pipeline';
import type { InstanceLabeller, ProgressTracker, RunUnderWay } from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { liveBlock } from './live-block.js';
import { firstLine, plainLine, progressLine } from './plain-lines.js';

/** Shows a run to whoever waits for it. */
export interface ProgressDisplay {
  observe(event: PipelineEvent): void;
  /** Leaves the terminal as it was found; may be called again. */
  end(): void;
}

/** A block that is redrawn in place on a terminal, lines elsewhere. */
export function showProgress(stream: WriteStream, { tracker, label }: RunUnderWay): ProgressDisplay {
  const terminal = stream.isTTY === true && process.env.TERM !== 'dumb';
  return terminal
    ? new LiveDisplay(stream, tracker, label, colorsFor(stream))
    : new PlainDisplay(stream, tracker, label);
}

const REDRAW_MS = 100;

class LiveDisplay implements ProgressDisplay {
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #ended = false;

  constructor(
    private readonly stream: WriteStream,
    private readonly tracker: ProgressTracker,
    private readonly label: InstanceLabeller,
    private readonly colors: Colors,
  ) {
    stream.write('\u001b[?25l');
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    process.once('exit', this.#showCursor);
  }

  observe(event: PipelineEvent): void {
    const { red, yellow } = this.colors;
    if (event.type === 'stage-finished' && event.outcome === 'failed') {
      this.#above(red(`✗ ${this.label(event.stage, event.cell)}: ${firstLine(event.error)}`));
    } else if (event.type === 'warning') {
      this.#above(yellow(event.message));
    } else if (event.type === 'draining') {
      this.#draw();
    }
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#erase();
    this.#showCursor();
    process.off('exit', this.#showCursor);
  }

  /** A line that stays, over the block. */
  #above(line: string): void {
    this.#erase();
    this.stream.write(`${line}\n`);
    this.#draw();
  }

  #draw(): void {
    const lines = liveBlock(this.tracker.view(), this.colors, this.stream);
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A\r` : '';
    this.stream.write(`${up}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.stream.write(`\u001b[${this.#drawn}A\r\u001b[J`);
    this.#drawn = 0;
  }

  readonly #showCursor = (): void => {
    this.stream.write('\u001b[?25h');
  };
}

/**
 * A log has its first line soon, then one every few seconds while instances end, and after a silence as long as this while
 * something runs.
 */
const FIRST_LINE_MS = 2000;
const LINE_MS = 5000;
const SILENCE_MS = 30_000;

class PlainDisplay implements ProgressDisplay {
  readonly #timer: NodeJS.Timeout;
  #lastLine = performance.now() + FIRST_LINE_MS - LINE_MS;
  /** Whether an instance has ended since. */
  #news = false;

  constructor(
    private readonly stream: WriteStream,
    private readonly tracker: ProgressTracker,
    private readonly label: InstanceLabeller,
  ) {
    this.#timer = setInterval(() => this.#tell(), 1000);
    this.#timer.unref();
  }

  observe(event: PipelineEvent): void {
    if (event.type === 'stage-finished') this.#news = true;
    // The counts of a run take longer than most of a million hits.
    if (event.type === 'stage-finished' && event.outcome !== 'failed') return;
    const line = plainLine(event, this.tracker.counts(), this.label);
    if (line !== null) this.stream.write(`${line}\n`);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    const now = performance.now();
    if (now - this.#lastLine < (this.#news ? LINE_MS : SILENCE_MS)) return;
    const view = this.tracker.view();
    if (!this.#news && view.running.length === 0) return;
    this.#lastLine = now;
    this.#news = false;
    this.stream.write(`${progressLine(view)}\n`);
  }
}
