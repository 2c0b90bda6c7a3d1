import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { main } from '../src/main.js';

const program = fileURLToPath(new URL('../bin/rgflow.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program in a process of its own; `ended` resolves when it has ended. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when a text has come on stderr or stdout. @throws {Error} if the program ends before. */
  told(text: string | RegExp): Promise<void>;
}

/** @param preloaded  words for Node, before the program */
export function start(words: readonly string[], folder: string, preloaded: readonly string[] = []): Started {
  // Where a test runner forces colours, newer versions of Node warn on stderr that both are set.
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [...preloaded, program, ...words], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const told = async (text: string | RegExp): Promise<void> => {
    while (stderr.match(text) === null && stdout.match(text) === null) {
      if (child.exitCode !== null) throw new Error(`rgflow ended before it said ${text}:\n${stderr}`);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };
  return { process: child, ended, told };
}

export function rgflow(words: readonly string[], folder: string, preloaded: readonly string[] = []): Promise<Ended> {
  return start(words, folder, preloaded).ended;
}

let before: Promise<unknown> = Promise.resolve();

/**
 * The same command line in this process, which takes a tenth of the time: for all that the process itself has no part in.
 * Several are carried out one after the other.
 */
export function rgflowHere(words: readonly string[], folder: string): Promise<Ended> {
  const ended = before.then(() => carriedOut(words, folder));
  before = ended.catch(() => {});
  return ended;
}

async function carriedOut(words: readonly string[], folder: string): Promise<Ended> {
  const { argv, exitCode, stdout, stderr } = process;
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const place = process.cwd();
  const told = { stdout: '', stderr: '' };
  const streams = [
    ['stdout', stdout, stdout.write],
    ['stderr', stderr, stderr.write],
  ] as const;
  // What `main` listens to until the process ends.
  const emitters: readonly (readonly [NodeJS.EventEmitter, string])[] = [
    [process, 'exit'],
    [stdout, 'error'],
    [stderr, 'error'],
  ];
  const heard = emitters.map(([emitter, event]) => ({ emitter, event, listeners: emitter.listeners(event) }));
  for (const [name, stream] of streams) {
    stream.write = ((part: string | Uint8Array, ...rest: readonly unknown[]) => {
      told[name] += typeof part === 'string' ? part : Buffer.from(part).toString();
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    }) as typeof stream.write;
  }
  // With both Node warns of it, in each thread.
  delete process.env.FORCE_COLOR;
  process.env.NO_COLOR = '1';
  process.argv = [process.execPath, program, ...words];
  process.chdir(folder);
  try {
    await main(words);
    return { code: Number(process.exitCode), ...told };
  } finally {
    process.chdir(place);
    Object.assign(process, { argv, exitCode });
    for (const [name, value] of Object.entries({ NO_COLOR, FORCE_COLOR })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    for (const [, stream, write] of streams) stream.write = write;
    for (const { emitter, event, listeners } of heard) {
      for (const each of emitter.listeners(event)) {
        if (!listeners.includes(each)) emitter.off(event, each as () => void);
      }
    }
  }
}

/** The last line on stdout: what was executed. */
export function lastLine({ stdout }: Ended): string {
  return stdout.trimEnd().split('\n').at(-1)!;
}

/** The quickstart, so small that it runs in a second. */
export const tiny = [
  'quickstart',
  ...[
    'network.width=16',
    'network.depth=5',
    'network.sigmaW2=[1,2]',
    'dataset.train=640',
    'dataset.validation=100',
  ].flatMap((set) => ['--set', set]),
  ...['--set', 'kl.samples=20'],
];

/** The same with a training that takes several seconds. */
export const slow = [...tiny, '--set', 'training.epochs=200', '--set', 'dataset.train=6400', '--jobs', '1'];
