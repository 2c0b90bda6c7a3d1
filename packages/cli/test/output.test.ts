import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFailure } from '../src/failure.js';
import { writeInto } from '../src/output.js';
import type { Ended } from './rgflow.js';

const program = fileURLToPath(new URL('../bin/rgflow.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A line of a shell in which `rgflow` is the program. */
function shell(line: string): Promise<Ended> {
  const text = `rgflow() { "${process.execPath}" "${program}" "$@"; }\n${line}`;
  const child = spawn('sh', ['-c', text], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const FULL = 'standard output: no space left; make room, or give another place.\n';

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  beforeAll(() => writeFileSync(join(folder, 's.yaml'), 'study: ising-1d\nsweep: { coupling: [1, 2] }\n'));

  it('under the standard output is one line and exit code 2', async () => {
    expect(await shell('rgflow calc critical-line --sigma-b2 0.05 > /dev/full')).toEqual({
      code: 2,
      stdout: '',
      stderr: FULL,
    });
    expect(await shell('rgflow plan s.yaml --store none.duckdb > /dev/full')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: FULL,
    });
  });

  it('there lets a run come to its end, with its results in the store', async () => {
    const { code, stderr } = await shell('rgflow run s.yaml --json --store s.duckdb > /dev/full');
    expect(code).toBe(2);
    expect(stderr).toContain(FULL);
    const kept = await shell(
      'rgflow sql --name s --store s.duckdb "select count(distinct coupling) as n from ising_flow"',
    );
    expect(kept.stdout).toBe('n\n2\n');
    const query = await shell('rgflow sql --store s.duckdb "from range(1000000)" > /dev/full');
    expect(query).toEqual({ code: 2, stdout: '', stderr: FULL });
    expect(await shell('rgflow sql --store s.duckdb "from range(1000000)" | head -1')).toMatchObject({
      stdout: 'range\n',
      stderr: '',
    });
  });

  it('under a file of the user says which', async () => {
    expect(await shell('rgflow sql --read s.yaml "select 1" -f csv -o /dev/full')).toEqual({
      code: 2,
      stdout: '',
      stderr: '/dev/full: no space left; make room, or give another place.\n',
    });
  });
});

describe('a file', () => {
  it('is there whole or as it was before', async () => {
    const file = join(folder, 'out.csv');
    writeFileSync(file, 'before');
    const broken = writeInto(file, async (sink) => {
      await sink(Buffer.from('half'));
      throw new Error('no more');
    });
    await expect(broken).rejects.toThrow('no more');
    expect(readdirSync(folder).filter((name) => name.includes('out.csv'))).toEqual(['out.csv']);
    await writeInto(file, async (sink) => {
      for (const part of ['a', 'b', 'c']) await sink(Buffer.from(part));
    });
    expect((await shell('cat out.csv')).stdout).toBe('abc');
    const nowhere = join(folder, 'no', 'folder.csv');
    const error = await writeInto(nowhere, async () => {}).catch((reason: unknown) => reason);
    expect(reportFailure(error, false)).toEqual({
      text: `${nowhere}: there is no such file or folder; check the path.\n`,
      exitCode: 2,
    });
  });
});

describe('what the system says', () => {
  it.each([
    ['EACCES', 'permission denied'],
    ['EMFILE', 'too many files are open in this process; raise the limit'],
    ['ENOENT', 'there is no such file or folder'],
    ['EROFS', 'read-only'],
  ])('%s is a sentence with what to do', (code, sentence) => {
    const error = Object.assign(new Error(`${code}: raw`), { code, path: '/x', syscall: 'open' });
    const { text, exitCode } = reportFailure(error, false);
    expect(exitCode).toBe(2);
    expect(text).toMatch(new RegExp(`^/x: .*${sentence}.*;?.*\\.\\n$`));
    expect(text).not.toContain(code);
  });

  it('of a program that is not there names it', () => {
    const error = Object.assign(new Error('spawn git ENOENT'), { code: 'ENOENT', path: 'git', syscall: 'spawn git' });
    expect(reportFailure(error, false).text).toBe(
      'git: there is no such program; install it, or put its folder on the PATH.\n',
    );
  });
});
