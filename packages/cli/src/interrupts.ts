/** The two wishes to stop, as signals for the executor. */
interface Interrupts {
  /** After the first Ctrl-C or SIGTERM: finish what is running, start nothing new. */
  readonly drain: AbortSignal;
  /** After the second: stop what is running as well. */
  readonly stop: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/** Takes Ctrl-C and SIGTERM over until released. */
export function takeInterrupts(): Interrupts {
  const drain = new AbortController();
  const stop = new AbortController();
  const onSignal = (): void => {
    (drain.signal.aborted ? stop : drain).abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    drain: drain.signal,
    stop: stop.signal,
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
