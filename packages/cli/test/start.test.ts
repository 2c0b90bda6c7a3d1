import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lastLine, rgflow } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The modules that a command loads, those of Node left out, and its last line. */
async function loadedBy(...words: string[]): Promise<{ readonly modules: readonly string[]; readonly said: string }> {
  const list = join(folder, 'loaded');
  const hook = `import { appendFileSync } from 'node:fs';
    export const load = (url, context, next) => (appendFileSync(${JSON.stringify(list)}, url + '\\n'), next(url, context));`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))});`;
  rmSync(list, { force: true });
  const ended = await rgflow(words, folder, ['--import', asUrl(register)]);
  expect(ended.code, ended.stderr).toBe(0);
  const urls = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
  return { modules: urls.filter((url) => url.startsWith('file:')), said: lastLine(ended) };
}

const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

it('loads few modules: time goes with their number', async () => {
  const bundle = (await import(new URL('../bin/bundle.js', import.meta.url).href)) as { isBundled(): boolean };
  expect(bundle.isBundled(), 'the bundle is of other modules: npm run build in packages/cli').toBe(true);
  expect((await loadedBy('--help')).modules.length).toBeLessThanOrEqual(12);

  const words = ['run', 'ising-1d', '--set', 'coupling=0.5', '--store', 'store.duckdb'];
  await loadedBy(...words);
  const { modules, said } = await loadedBy(...words);
  expect(said).toContain('executed 0');
  // What its stages are made of is not counted.
  const ofCommand = modules.filter((url) => !/packages\/ising\//.test(url));
  expect(ofCommand.length).toBeLessThanOrEqual(45);
  expect(ofCommand.join()).not.toMatch(/string-width|acorn|jsep|aws4fetch|d3-dsv|piscina/);
});

it('loads nothing of the engine for a calculator', async () => {
  const { modules, said } = await loadedBy('calc', 'hfm', '--units', '10', '--g', '0.5');
  expect(said).not.toBe('');
  expect(modules.join()).toMatch(/bundle\/calculators-/);
  expect(modules.join()).not.toMatch(/bundle\/engine-|packages\/(pipeline|store|workbench)\//);
});
