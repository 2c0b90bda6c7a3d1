import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function tool(name: string, ...given: readonly string[]) {
  const file = fileURLToPath(new URL(`../../../tools/${name}.js`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...given], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

test.each([
  [
    'pages',
    ['--check', 'no-such-page.md'],
    /^no-such-page\.md: there is no page of that name; there are .*\bfixed-points\.md\b/,
  ],
  ['pages', ['--check', 'docs/no-such-page.md'], /^docs\/no-such-page\.md: there is no page of that name/],
  ['gallery', ['--check', 'no-such-study'], /^no-such-study: there is no study of that name; there are quickstart, /],
  ['gallery', ['--check', '--parquet', 'no-such-folder'], /no-such-folder: there is no such folder/],
  ['references', ['--chekc'], /'--chekc'/],
  ['references', ['boltzmann'], /'boltzmann'/],
  ['engine-math', ['no-such-file.js'], /no-such-file\.js: there is no such file/],
  ['validate-study', [], /takes one study file/],
])('%s %j is refused', (name, given, message) => {
  const { status, said } = tool(name, ...given);
  expect(said).toMatch(message);
  expect(status).toBe(2);
});

test('a page may be given by its path', () => {
  const { status, said } = tool('pages', '--check', 'docs/tables.md');
  expect(said).toBe('docs/tables.md: is held to no results.\n');
  expect(status).toBe(0);
});
