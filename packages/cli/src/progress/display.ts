import type { WriteStream } from 'node:tty';
import type { PipelineEvent } from '@rgflow/pipeline';
import type { InstanceLabeller, ProgressTracker, RunUnderWay } from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { liveBlock } from './live-block.js';
import { firstLine, heartbeat, plainLine } from './plain-lines.js';

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

/** How long a log may stay silent while something runs. */
const SILENCE_MS = 30_000;

class PlainDisplay implements ProgressDisplay {
  readonly #timer: NodeJS.Timeout;
  #lastWrite = performance.now();

  constructor(
    private readonly stream: WriteStream,
    private readonly tracker: ProgressTracker,
    private readonly label: InstanceLabeller,
  ) {
    this.#timer = setInterval(() => this.#breakSilence(), 1000);
    this.#timer.unref();
  }

  observe(event: PipelineEvent): void {
    // Of hits there is a line only when the whole stage is done, and there may be a million of them.
    const quiet = event.type === 'stage-finished' && (event.outcome === 'hit' || event.outcome === 'skipped');
    if (quiet && !this.tracker.mayBeDone(event.stage)) return;
    const line = plainLine(event, this.tracker.counts(), this.label);
    if (line !== null) this.#write(line);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #breakSilence(): void {
    if (performance.now() - this.#lastWrite < SILENCE_MS) return;
    const view = this.tracker.view();
    if (view.running.length > 0) this.#write(heartbeat(view));
  }

  #write(line: string): void {
    this.#lastWrite = performance.now();
    this.stream.write(`${line}\n`);
  }
}
