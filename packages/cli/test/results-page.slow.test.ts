import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { works } from './faulty-run.js';
import { rgflow, tiny } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-results-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** A Python environment that has the packages below; else one is made, with what PyPI has. */
const environment = process.env.RGFLOW_PYTHON_ENVIRONMENT ?? join(folder, 'python');
const PACKAGES = ['duckdb', 'pyarrow', 'pandas', 'polars', 'numpy', 'duckdb-cli', 'frictionless', 'roc-validator'];
const python = join(environment, 'bin', 'python');
const there = works('python3', '-m', 'venv', '--help') && process.platform !== 'win32';

/** Runs a program in the folder, with our `npx rgflow` before any other. */
function run(program: string, words: readonly string[], input?: string): string {
  const path = [join(folder, 'bin'), join(environment, 'bin'), process.env.PATH].join(delimiter);
  return execFileSync(program, words, { cwd: folder, input, encoding: 'utf8', env: { ...process.env, PATH: path } });
}

function blocks(language: string): readonly string[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, of, text]) => (of === language ? [text!] : []));
}

const lacksR = works('Rscript', '--version') ? '' : ': skipped, Rscript is not installed (Debian: r-base-core)';
if (lacksR !== '') console.log(`R of docs/results.md${lacksR}`);

describe.runIf(there)('the page on results', () => {
  beforeAll(async () => {
    expect((await rgflow(['run', ...tiny, '--store', 'data/rgflow.duckdb'], folder)).code).toBe(0);
    mkdirSync(join(folder, 'bin'));
    const shim = join(folder, 'bin', 'npx');
    writeFileSync(shim, `#!/bin/sh\nshift\nexec "${process.execPath}" "${here('../bin/rgflow.js')}" "$@"\n`);
    chmodSync(shim, 0o755);
    if (existsSync(python)) return;
    run('python3', ['-m', 'venv', environment]);
    run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
  });

  it('has commands that do what they say', () => {
    const said = blocks('sh').map((text) => run('sh', ['-e'], text));
    expect(said[0]).toMatch(/│|sigma_w2/);
    expect(said[1]).toContain('tables/kl_layer.parquet');
    expect(existsSync(join(folder, 'crate', 'ro-crate-metadata.json'))).toBe(true);
  });

  it('has Python that runs, and says the same of a table by every way', () => {
    const said = blocks('python').map((text) => run(python, ['-'], text));
    expect(said).toHaveLength(6);
    const rows = said[0]!.trim().split(' ').at(-1);
    expect(said[1]!.trim()).toBe(rows);
    expect(said[2]).toMatch(/^\(10, 16\) float32 [\d.]+\n$/);
    expect(said[5]).toContain("'kl_per_unit': 'nats");
  });

  it.skipIf(lacksR !== '')(`has R that runs, and reads the numbers that the store has${lacksR}`, async () => {
    const said = blocks('r').map((text) => run('Rscript', ['-'], text));
    expect(said).toHaveLength(1);
    // As R prints them: a number of the row, the parameters, the largest divergence.
    const rows = [...said[0]!.matchAll(/^\d+ +(\S+) +(\S+) +(\S+)$/gm)].map(([, ...row]) => row);
    const asked =
      'select sigma_w2, snapshot, max(kl_per_unit) as kl from kl_layer group by all order by snapshot, sigma_w2';
    const { stdout } = await rgflow(['sql', asked, '--store', 'data/rgflow.duckdb', '--format', 'json'], folder);
    const expected = JSON.parse(stdout) as { sigma_w2: number; snapshot: string; kl: number }[];
    expect(rows.map(([variance, snapshot]) => [Number(variance), snapshot])).toEqual(
      expected.map(({ sigma_w2, snapshot }) => [sigma_w2, snapshot]),
    );
    // R prints seven digits.
    for (const [i, [, , kl]] of rows.entries()) expect(Number(kl) / expected[i]!.kl).toBeCloseTo(1, 5);
  });

  it('exports what validators take, without the network', () => {
    run(join(environment, 'bin', 'frictionless'), ['validate', 'crate/datapackage.json']);
    run('sh', ['-e'], 'unset npm_config_global; npm pack --silent ro-crate@3.7.2 && tar xzf ro-crate-3.7.2.tgz');
    run(python, [here('./validate-crate.py'), 'crate', 'package/lib/context.json', 'REQUIRED']);
  });
});
