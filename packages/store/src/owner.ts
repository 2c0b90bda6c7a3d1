import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { StoreInUseError } from './errors.js';
import { openStore } from './open-store.js';
import { isTrusted, socketPaths } from './socket-path.js';

/** An owner that gives no sign of life for so long is taken to be stopped. */
const SILENCE_MS = 5000;
const PING_MS = 1000;

/**
 * Asks the process that has the store open; `use` is given the beginning of its answer. What it returns, or null if nobody
 * listens.
 *
 * @param signal  Aborted when the owner gives no sign of life, too; `use` is to give up then.
 * @throws {StoreInUseError} if somebody listens and gives no sign of life.
 */
export async function askOwner<Result>(
  file: string,
  path: '/query' | '/snapshot',
  body: string,
  use: (response: IncomingMessage) => Promise<Result>,
): Promise<Result | null> {
  for (const socketPath of socketPaths(file)) {
    if (!isTrusted(socketPath, file)) continue;
    const silent = new AbortController();
    const watch = watchOwner(socketPath, () => silent.abort());
    try {
      const response = await post(socketPath, path, body, silent.signal);
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

/** The beginning of the answer; null if nobody is there, or the owner is ending. */
function post(socketPath: string, path: string, body: string, signal: AbortSignal): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const sent = request(
      { socketPath, method: 'POST', path, agent: false, headers: { te: 'trailers' }, signal },
      resolve,
    );
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

/** Asks again and again whether the owner is alive. */
function watchOwner(socketPath: string, onSilence: () => void): { stop(): void } {
  let heard = performance.now();
  const ping = (): void => {
    if (performance.now() - heard > SILENCE_MS) {
      onSilence();
      return;
    }
    const asked = request({ socketPath, path: '/alive', agent: false, timeout: SILENCE_MS }, (response) => {
      heard = performance.now();
      response.resume();
    });
    // One that has gone ends our question as well; it is not silent.
    asked.on('error', () => {
      heard = performance.now();
    });
    asked.end();
  };
  const timer = setInterval(ping, PING_MS);
  return { stop: () => clearInterval(timer) };
}

/** Names the process by what the database says of its lock, and whether it is stopped, where the system tells. */
async function silentOwner(file: string): Promise<StoreInUseError> {
  let [pid, command]: [number | null, string | null] = [null, null];
  try {
    await (await openStore(file, { mode: 'read' })).close();
  } catch (error) {
    if (error instanceof StoreInUseError) [pid, command] = [error.pid, error.command];
  }
  const seconds = SILENCE_MS / 1000;
  const advice =
    pid !== null && isStopped(pid)
      ? `it is stopped and answers nobody; \`kill -CONT ${pid}\` lets it go on, \`kill -KILL ${pid}\` ends it (what it has written is kept).`
      : `it has given no sign of life for ${seconds} s: it is stopped, or hangs, or the machine is too busy; ask again, or end it.`;
  return new StoreInUseError(file, pid, command, advice);
}

function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [Tt]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false; // not Linux, or it has ended
  }
}
