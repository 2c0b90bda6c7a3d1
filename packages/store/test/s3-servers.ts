import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that speaks S3 on the loopback interface, and how to end it. */
export interface S3Server {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** A server that can be had here, or why it cannot. */
export interface S3Kind {
  readonly name: string;
  readonly lacking: string | null;
  start(): Promise<S3Server>;
}

const GOFAKES3 = 'github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0';
const MOTO = 'moto[server]==5.2.5';

const go = [process.env.GO, 'go', '/usr/local/go/bin/go'].find(
  (path) => path !== undefined && answers(path, ['version']),
);
const python = ['python3', 'python'].find((path) => answers(path, ['-c', 'import venv, ensurepip']));

export const s3Servers: readonly S3Kind[] = [
  {
    name: 'gofakes3',
    lacking: go === undefined ? 'there is no Go here to install it with' : null,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'rgflow-gofakes3-'));
      execFileSync(go!, ['install', GOFAKES3], {
        env: { ...process.env, GOBIN: folder, GOFLAGS: '' },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const port = await freePort();
      const words = ['-backend', 'memory', '-autobucket', '-host', `127.0.0.1:${port}`];
      return serving(spawn(join(folder, 'gofakes3'), words, { stdio: 'ignore' }), port, folder);
    },
  },
  {
    name: 'moto',
    lacking: python === undefined ? 'there is no Python with venv here to install it with' : null,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'rgflow-moto-'));
      execFileSync(python!, ['-m', 'venv', folder], { stdio: 'ignore' });
      execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', MOTO], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const port = await freePort();
      const words = ['-H', '127.0.0.1', '-p', String(port)];
      return serving(spawn(join(folder, 'bin', 'moto_server'), words, { stdio: 'ignore' }), port, folder);
    },
  },
];

/** A server that overwrites whatever it is told: what passes the condition over is refused. */
export async function carelessServer(): Promise<S3Server> {
  const { createServer: createHttpServer } = await import('node:http');
  const server = createHttpServer((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { endpoint: `http://127.0.0.1:${port}`, close: async () => void server.close() };
}

function answers(path: string, words: readonly string[]): boolean {
  try {
    execFileSync(path, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function serving(server: ChildProcess, port: number, folder: string): Promise<S3Server> {
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (server.exitCode !== null || tries === 300) throw new Error(`${folder}: the server does not answer.`);
    const answer = await fetch(endpoint).catch(() => null);
    if (answer !== null) break;
    await pause(100);
  }
  return {
    endpoint,
    close: async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
