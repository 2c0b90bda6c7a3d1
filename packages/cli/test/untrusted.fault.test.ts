import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWithStudy, report, rgflow } from './faulty-run.js';

const folder = folderWithStudy(3);

describe('a study file from anybody', () => {
  const nested = ['b', 'c', 'd', 'e', 'f', 'g'].map((name, i) => `${name}: &${name} [${`*${'abcdef'[i]},`.repeat(9)}]`);
  it.each<[string, string, RegExp]>([
    [
      'of 10⁸ cells',
      'sweep:\n  coupling: { from: 0, to: 10, step: 0.01 }\n  field: { from: 0, to: 10, step: 0.0001 }',
      /there are 100,101,001 cells/,
    ],
    ['of aliases of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\n${nested.join('\n')}`, /its aliases stand for too much/],
    ['with an alias of nothing', 'sweep: { coupling: *values }', /:2: \*values: no anchor/],
    ['with a prototype', 'params: { __proto__: { field: 3 } }', /__proto__: there is no parameter/],
    ['with an infinite value', 'sweep: { coupling: [.inf] }', /expected finite numbers/],
    ['that is no YAML', 'sweep: [', /untrusted\.yaml:\d+: /],
  ])('%s is refused with its place', async (_, text, message) => {
    writeFileSync(join(folder, 'untrusted.yaml'), `study: ising-1d\n${text}\n`);
    const { code, stderr } = await rgflow(['plan', 'untrusted.yaml'], folder, ['--max-old-space-size=600']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).toContain('untrusted.yaml');
    report({ rounds: 1, 'faults injected': 1 });
  });
});

describe('a query from anybody', () => {
  it('reads no file, writes none, and changes nothing', async () => {
    await rgflow(['run', 'many.yaml', '--store', 's.duckdb'], folder);
    for (const query of [
      "FROM read_csv('/etc/passwd')",
      "FROM read_text('/etc/passwd')",
      "FROM glob('/etc/*')",
      "FROM '/etc/passwd'",
      "COPY run TO 'out.csv'",
      "ATTACH '/tmp/other.duckdb'",
      'DROP TABLE run',
      "SET memory_limit = '1TB'",
      'INSTALL httpfs',
      "SELECT getenv('HOME')",
    ]) {
      const { code, stdout, stderr } = await rgflow(['sql', query, '--store', 's.duckdb'], folder);
      expect([query, code, stdout]).toEqual([query, 2, '']);
      expect(stderr).not.toContain('fault of rgflow');
      report({ rounds: 1, 'faults injected': 1 });
    }
  });
});
