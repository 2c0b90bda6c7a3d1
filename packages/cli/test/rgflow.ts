import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

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
