import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage, Agent as KeptConnections } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Agent, request } from './node-http.js';
import { serveObjects } from './object-channel.js';
import { LOW, type ReaderQuestion } from './reader-question.js';

const PROGRAM = fileURLToPath(new URL('../dist/reader-process.js', import.meta.url));
const HEAP_MB = 512;

/** A process that answers queries, at this end. Keeps this process alive only while it answers. */
export class Reader {
  readonly #process: ChildProcess;
  readonly #agent: KeptConnections;
  /** How it ended: 'SIGKILL', 'exit code 134'; null while it runs. */
  ended: string | null = null;

  constructor(
    readObject: (digest: string) => Promise<Uint8Array | null>,
    /** Whether its priority is below that of the run. */
    public lowered: boolean,
  ) {
    const words = [`--max-old-space-size=${HEAP_MB}`, PROGRAM, ...(lowered ? [LOW] : [])];
    this.#process = spawn(process.execPath, words, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // Options of ours for Node, a debugger's port say, are not for it.
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#process.on('exit', (code, signal) => {
      this.ended = signal ?? `exit code ${code}`;
    });
    this.#process.on('error', (error) => {
      this.ended = error.message;
    });
    this.#process.unref();
    const [, , , channel, objects] = this.#process.stdio as unknown as readonly (Duplex & { unref(): void })[];
    channel!.on('error', () => undefined);
    objects!.unref();
    serveObjects(objects!, readObject);
    // One connection for all questions: the pipe.
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.#agent.createConnection = () => channel!;
  }

  /** The beginning of the answer. Rejected if the process ends before. */
  ask(question: ReaderQuestion, abort: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { agent: this.#agent, method: 'POST', signal: abort, headers: { te: 'trailers' } },
        resolve,
      );
      asked.on('error', reject);
      asked.end(JSON.stringify(question));
    });
  }

  /** Ends it at once; whatever it is at breaks off. */
  kill(): void {
    this.#agent.destroy();
    this.#process.kill('SIGKILL');
    for (const stream of this.#process.stdio) (stream as Duplex | null)?.destroy();
  }
}
