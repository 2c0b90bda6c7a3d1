import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareStudy, UsageError } from '@rgflow/workbench';
import { afterAll, describe, expect, it } from 'vitest';
import { data } from '../src/commands/data.js';
import { figure } from '../src/commands/figure.js';
import { exitCode } from '../src/exit-code.js';
import { reportFailure } from '../src/failure.js';
import { rgflowHere } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a name is refused with the nearest one', () => {
  it('of a data set', async () => {
    await expect(data('check', 'mnits', {})).rejects.toThrow('no data set of that name; did you mean mnist?');
  });

  it('of a study of a figure, and an ending that is no format', async () => {
    await expect(figure('kl-by-depth', { output: 'x.bmp' })).rejects.toThrow('.svg, .png, .html');
    const store = join(folder, 'store.duckdb');
    await expect(figure('kl-by-depth', { store })).rejects.toThrow('there is no store yet');
  });
});

describe('a failure is reported', () => {
  it("without its stack if it is the user's to mend, and with it on demand", () => {
    const error = new UsageError('give another name');
    expect(reportFailure(error, false)).toEqual({ text: 'give another name\n', exitCode: exitCode.usage });
    expect(reportFailure(error, true).text).toMatch(/^\s+at /m);
  });

  it("of the file system as the user's to mend", () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: '/data' });
    expect(reportFailure(full, false)).toMatchObject({ exitCode: exitCode.usage });
  });

  it('of rgflow itself as such', () => {
    const report = reportFailure(new TypeError('x is undefined'), false);
    expect(report.text).toContain('This is a fault of rgflow');
    expect(report.exitCode).toBe(exitCode.failed);
  });
});

it('shows tensors in the help of gc that a study has', async () => {
  const { stdout } = await rgflowHere(['gc', '--help'], folder);
  const named = [...stdout.matchAll(/--drop (\w+)|quickstart\/(\w+)/g)].flatMap(([, one, other]) => one ?? other ?? []);
  const { plan } = await prepareStudy('quickstart');
  const outputs = plan.nodes.flatMap(({ stage }) => Object.keys(stage.outputs));
  expect(outputs).toEqual(expect.arrayContaining(named));
  expect(named).toContain('weightVelocities');
});
