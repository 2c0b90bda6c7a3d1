import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cached-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { writeCached } = (await import(new URL('../../../tools/cached-code.js', import.meta.url).href)) as {
  writeCached(code: string, file: string): void;
};

const BUNDLE = `
import def, { sep as separator } from 'node:path';
import * as path from 'node:path';
import other, { named } from './other.js';
const $two = 2;
var Kind;
(function (Kind) { Kind['a'] = 'A'; })(Kind || (Kind = {}));
function sum() { return 1 + $two; }
export { sum, sum as function, $two as two, Kind };
const place = () => import.meta.url;
const all = async () => [separator === path.sep, def.sep === path.sep, other, named, (await import('./other.js')).named, 'é', this];
export { place, all };
export default all();
`;
const file = join(folder, 'module.js');
const text = join(folder, 'module.text.js');
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
writeFileSync(join(folder, 'other.js'), "export const named = 'named'; export default 'default';");
writeCached(BUNDLE, file);

/** What a process of its own has of the module. */
function asked(options: readonly string[] = []): unknown {
  const code = `import all, * as it from './module.js';
    console.log(JSON.stringify([await all, it.sum(), it.function(), it.two, it.Kind.a, it.place().endsWith('/module.js')]));`;
  const words = [...options, '--input-type=module', '-e', code];
  return JSON.parse(execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }));
}

const ANSWER = [[true, true, 'default', 'named', 'named', 'é', null], 3, 3, 2, 'A', true];
const caches = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.cache'));
const cacheOf = (): string => join(folder, caches()[0]!);

it('is the same module, from its text and from what was kept of it', () => {
  expect(asked()).toEqual(ANSWER);
  expect(caches()).toHaveLength(1);
  const [bytes, { mtimeMs }] = [readFileSync(cacheOf()), statSync(cacheOf())];
  expect(asked()).toEqual(ANSWER);
  expect([readFileSync(cacheOf()), statSync(cacheOf()).mtimeMs]).toEqual([bytes, mtimeMs]);
});

it('passes over what was kept of another text of the same length, and keeps the new one', () => {
  const before = readFileSync(cacheOf());
  writeFileSync(text, readFileSync(text, 'utf8').replace('return 1 + $two', 'return 5 + $two'));
  utimesSync(text, 1, 1);
  expect((asked() as unknown[])[1]).toBe(7);
  expect(readFileSync(cacheOf()).equals(before)).toBe(false);
  writeCached(BUNDLE, file);
  expect(asked()).toEqual(ANSWER);
});

it('passes over what is damaged or cut off', () => {
  const sound = readFileSync(cacheOf());
  const flipped = Buffer.from(sound);
  flipped[flipped.length >> 1]! ^= 1;
  for (const damaged of [flipped, sound.subarray(0, 100), Buffer.alloc(0), Buffer.alloc(sound.length)]) {
    writeFileSync(cacheOf(), damaged);
    expect(asked()).toEqual(ANSWER);
    expect(readFileSync(cacheOf()).length).toBeGreaterThan(100);
  }
});

it('keeps one for each set of options of V8, so that processes that have others do not take turns at writing', () => {
  expect(asked(['--no-opt'])).toEqual(ANSWER);
  expect(caches()).toHaveLength(2);
});

it('refuses a module whose exports may change, or that exports otherwise than by name', () => {
  expect(() => writeCached('let x = 1; export { x };', join(folder, 'no.js'))).toThrow(/exports x/);
  expect(() => writeCached("export * from './other.js';", join(folder, 'no.js'))).toThrow(/by name alone/);
});
