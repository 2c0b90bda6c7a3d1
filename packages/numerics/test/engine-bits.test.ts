import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import digests from './expected/math-bits.json' with { type: 'json' };

const mathBits = fileURLToPath(new URL('expected/math-bits.js', import.meta.url));
const rule = fileURLToPath(new URL('../../../tools/engine-math.js', import.meta.url));

function node(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, out: stdout + stderr };
}

/**
 * Stages take these functions from the engine, because they have the same bits on every Node that CI tests. Where this
 * fails, a function has changed in V8: write it in @rgflow/numerics, as `pow` is, and take it off the list of
 * `tools/engine-math.js`. On processors other than x64 some of them have other bits on every Node; see the README.
 */
describe.runIf(process.arch === 'x64')('the functions of Math that stages use have the bits they had', () => {
  test.each([
    { when: 'as this Node comes', flags: [] },
    { when: 'in its interpreter', flags: ['--no-opt', '--no-sparkplug'] },
  ])('$when', ({ flags }) => {
    const { status, out } = node(...flags, mathBits, '--digests');
    expect(status, out).toBe(0);
    expect(JSON.parse(out)).toEqual(digests);
  });
});

describe('tools/engine-math.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-engine-math-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What it says of a module, each fault without its place and remedy. */
  function faults(source: string): readonly string[] {
    const file = join(folder, 'module.js');
    writeFileSync(file, source);
    const { status, out } = node(rule, file);
    const lines = out.split('\n').filter((line) => line !== '');
    expect(status, out).toBe(lines.length === 0 ? 0 : 1);
    return lines.map((line) => line.replace(/^.*module\.js:/, '').replace(/;.*$/, ''));
  }

  test('guards the functions whose bits are held above', () => {
    const { out } = node(rule, '--guarded');
    expect(out.trim().split(' ').sort()).toEqual(Object.keys(digests).sort());
  });

  test('refuses every power by the operator, but for a literal power of two', () => {
    expect(faults('export const f = (x, y) =>\n  x ** y;')).toEqual(['2: x ** y has other bits on other engines']);
    expect(faults('let x = 3; x **= 2;')).toEqual(['1: x **= y has other bits on other engines']);
    expect(faults('export const big = 2 ** 31 + 2 ** -20;')).toEqual([]);
    expect(faults('export const f = (n) => 2 ** n + 2 ** 0.5 + 10 ** 3;')).toHaveLength(3);
  });

  test('refuses of Math what is neither exact nor guarded, by whatever way', () => {
    expect(faults('export const f = (x) => Math.pow(x, 3);')).toEqual(['1: Math.pow has other bits on other engines']);
    expect(faults('export const f = [1, 2].map(Math.random);')).toEqual(['1: Math.random is not among the functions']);
    for (const way of ['const { pow } = Math;', "Math['pow'](2, 3);", 'const m = Math;', 'globalThis.Math.exp(1);']) {
      expect(faults(way), way).toEqual(['1: Math is handed on']);
    }
    expect(faults('export const f = (x) => Math.sqrt(Math.exp(x)) * Math.PI;')).toEqual([]);
  });

  test('takes neither words in texts nor names of others for the operator or Math', () => {
    expect(faults("export const sql = 'sqrt(a ** 2)'; export const o = { Math: 1 }; // x ** 2, Math.pow")).toEqual([]);
  });

  test('names the remedy, and the place in the source', () => {
    writeFileSync(join(folder, 'built.js'), 'export const f = (x) => x ** 3;\n');
    const map = { version: 3, sources: ['src/f.ts'], names: [], mappings: 'AAEA,OAAO,MAAM,CAAC,GAAG,CAAC,CAAS' };
    writeFileSync(join(folder, 'built.js.map'), JSON.stringify(map));
    const { out } = node(rule, join(folder, 'built.js'));
    expect(out).toMatch(/src\/f\.ts:3: .*; write square\(x\), x \* x \* x, powerOfTwo\(n\) or pow\(x, y\)/);
  });
});
