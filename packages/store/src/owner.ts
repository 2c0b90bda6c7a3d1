import type { IncomingMessage } from 'node:http';
import { text as textBody } from 'node:stream/consumers';
import { StoreAccessError, StoreInUseError } from './errors.js';
import { request } from './node-http.js';
import { openStore } from './open-store.js';
import { isTrusted, socketPaths } from './socket-path.js';
import { adviceOnStopped, isStopped } from './stopped-owner.js';
import { realStorePath } from './store-path.js';

/** Seconds without a sign of life after which an owner is looked at: whether it is stopped. */
const STOPPED_S = 5;
/** Seconds after which nothing is hoped of it any more. */
const SILENT_S = 30;

/** How long to try again while the store is held by a process that does not answer (it is starting or ending), in ms. */
const PATIENCE_MS = 3000;
/** The same where it has answered: what it has to write before it lets go takes its time on a busy machine. */
const PATIENCE_AFTER_MS = 60_000;

/** The stores whose owners this process has heard. */
const heard = new Set<string>();

/** How long a store is to be tried that is held and of which nobody answers, in ms. */
export function patienceFor(file: string): number {
  return heard.has(file) ? PATIENCE_AFTER_MS : PATIENCE_MS;
}

/** The owner went away before it had answered: its run has ended, say. The question is to be asked again. */
export class OwnerEndedError extends StoreAccessError {
  constructor(file: string) {
    super(`${file}: the owner of the store ended before it had answered; try again.`);
  }
}

/**
 * Asks the process that has the store open; `use` is given the beginning of its answer. What it returns, or null if nobody
 * listens.
 *
 * @param signal  Aborted when the owner gives no sign of life, too; `use` is to give up then.
 * @throws {StoreInUseError} if somebody listens and gives no sign of life.
 */
export async function askOwner<Result>(
  file: string,
  path: '/query' | '/snapshot' | '/status',
  body: string,
  use: (response: IncomingMessage) => Promise<Result>,
): Promise<Result | null> {
  for (const socketPath of socketPaths(file)) {
    if (!isTrusted(socketPath, file)) continue;
    const silent = new AbortController();
    const watch = watchOwner(file, socketPath, () => silent.abort());
    try {
      const response = await post(socketPath, path, body, silent.signal, () => heard.add(file));
      if (response !== null) return await use(response);
    } catch (error) {
      if (silent.signal.aborted) throw await silentOwner(file);
      throw error;
    } finally {
      watch.stop();
    }
    if (silent.signal.aborted) throw await silentOwner(file);
  }
  return null;
}

/**
 * What the process that has the store open tells of itself, as it gave it to `serveQueries`; null if nobody listens, or it
 * tells nothing.
 *
 * @throws {StoreInUseError} if somebody listens and gives no sign of life.
 */
export async function askStatus(file: string): Promise<unknown> {
  return askOwner(realStorePath(file), '/status', '', async (response) => {
    const text = await textBody(response);
    return response.statusCode === 200 ? (JSON.parse(text) as unknown) : null;
  });
}

/** The beginning of the answer; null if nobody is there, or the owner is ending. */
function post(
  socketPath: string,
  path: string,
  body: string,
  signal: AbortSignal,
  onConnect: () => void,
): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const sent = request(
      { socketPath, method: 'POST', path, agent: false, headers: { te: 'trailers' }, signal },
      resolve,
    );
    sent.on('socket', (socket) => socket.once('connect', onConnect));
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

/** Asks once a second whether the owner is alive. Seconds in which this process was busy itself do not count. */
function watchOwner(file: string, socketPath: string, onSilence: () => void): { stop(): void } {
  let unheard = 0;
  // They end with the watch: one that nobody answers would keep this process alive.
  const ended = new AbortController();
  const ping = async (): Promise<void> => {
    unheard += 1;
    if (unheard >= STOPPED_S && (unheard >= SILENT_S || isStopped((await holderOf(file)).pid))) {
      onSilence();
      return;
    }
    const asked = request({ socketPath, path: '/alive', agent: false, signal: ended.signal }, (response) => {
      unheard = 0;
      response.resume();
    });
    // One that has gone ends our question as well; it is not silent.
    asked.on('error', () => {
      unheard = 0;
    });
    asked.end();
  };
  const timer = setInterval(() => void ping(), 1000);
  return {
    stop: () => {
      clearInterval(timer);
      ended.abort();
    },
  };
}

async function silentOwner(file: string): Promise<StoreInUseError> {
  const { pid, command } = await holderOf(file);
  const advice = isStopped(pid)
    ? adviceOnStopped(pid)
    : `it has given no sign of life for ${SILENT_S} s: it hangs, or the machine is too busy; ask again, or end it.`;
  return new StoreInUseError(file, pid, command, advice);
}

/** The process that has the store open, by what the database says of its lock. */
async function holderOf(file: string): Promise<{ pid: number | null; command: string | null }> {
  try {
    await (await openStore(file, { mode: 'read' })).close();
  } catch (error) {
    if (error instanceof StoreInUseError) return error;
  }
  return { pid: null, command: null };
}
