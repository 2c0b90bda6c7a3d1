import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { rgflow, start } from './rgflow.js';

/** A temporary folder with a study of many small cells in it, `many.yaml`; removed after the tests of a file. */
export function folderWithStudy(cells = 150): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-fault-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeStudy(folder, cells);
  return folder;
}

export function writeStudy(folder: string, cells: number, name = 'many.yaml'): void {
  const sweep = `{ coupling: { from: 0.01, to: ${cells / 100}, step: 0.01 } }`;
  writeFileSync(join(folder, name), `study: ising-1d\nparams: { field: 0, steps: 200 }\nsweep: ${sweep}\n`);
}

/** What a run tells of its cells by `--json`: of each outcome the cells, in the order told. */
export function told(stdout: string): { readonly executed: readonly string[]; readonly hit: readonly string[] } {
  const cells: Record<string, string[]> = { executed: [], hit: [], failed: [], skipped: [] };
  for (const line of stdout.split('\n').slice(0, -1)) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue;
    const event = JSON.parse(line) as { type: string; outcome: string; stage: string; cell: unknown };
    if (event.type === 'stage-finished') cells[event.outcome]!.push(JSON.stringify([event.stage, event.cell]));
  }
  return { executed: cells.executed!, hit: cells.hit! };
}

/** Everything that a study gave, as text: what must not depend on what went wrong on the way. */
export async function tables(store: string, folder: string): Promise<string> {
  const query = 'FROM newest.ising_flow ORDER BY ALL';
  const { code, stdout, stderr } = await rgflow(['sql', query, '--store', store], folder);
  if (code !== 0) throw new Error(`rgflow sql ended with ${code}: ${stderr}`);
  // Two empty tables would be the same whatever went wrong.
  if (stdout.trim().split('\n').length < 2) throw new Error(`${query} has no rows in ${store}: ${stderr}`);
  return stdout;
}

/** Counts for the line that the suite adds up. */
export function report(counts: Readonly<Record<string, number>>): void {
  console.log(`faults: ${JSON.stringify(counts)}`);
}

/** Whether a program is there and does what it is asked. */
export function works(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The program by way of another, which changes what it may do: `setpriv`, `prlimit`. */
export function rgflowUnder(
  way: readonly string[],
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  const [program, ...first] = [...way, process.execPath, PROGRAM, ...words];
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(program!, first, {
    cwd: folder,
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/**
 * Runs a study file and kills the run with -9, a while after it has told the first thing, or the first of a kind.
 *
 * @param first  what stands in the thing that the while begins with; anything if not given
 */
export function killed(
  file: string,
  {
    folder,
    store,
    milliseconds,
    first = '',
  }: {
    readonly folder: string;
    readonly store: string;
    readonly milliseconds: number;
    readonly first?: string;
  },
): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve, reject) => {
    const words = ['run', file, '--json', '--jobs', '1', '--store', store];
    const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    let killing = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (killing || !stdout.includes(first)) return;
      killing = true;
      setTimeout(() => child.kill('SIGKILL'), milliseconds).unref();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

const PROGRAM = fileURLToPath(new URL('../bin/rgflow.js', import.meta.url));

export { rgflow, start };
