import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from '../src/declare/stage.js';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { PlanBuilder } from '../src/plan/plan.js';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rgflow-code-'));
  cpSync(fileURLToPath(new URL('./fixtures', import.meta.url)), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text).toContain(from);
  write(path, text.replace(from, to));
};
const url = (path: string): string => pathToFileURL(join(folder, path)).href;
const versionOf = (path: string) => new CodeFingerprint().codeVersion(url(path));
const modulesOf = (path: string): string[] => Object.keys(versionOf(path).modules);

describe('the code version of a stage', () => {
  test('a comment, a blank line and an indentation change nothing', () => {
    const before = versionOf('sum.mjs');
    edit('sum.mjs', 'run: (', '// how it is done\n\n      run: (');
    edit('lib/total.js', 'return', '/* adds up */   return');
    expect(versionOf('sum.mjs')).toEqual(before);
  });

  test('a constant changes the digest of its own file and no other', () => {
    const before = versionOf('sum.mjs').modules;
    edit('lib/total.js', ', 0)', ', 1)');
    const after = versionOf('sum.mjs').modules;
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(['lib/total.js']);
  });

  test.each([
    ['a string', "x = 'a b';", "x = 'a  b';"],
    ['a quote', "x = 'a';", 'x = a;'],
    ['a regular expression', 'x = /a/g;', 'x = /a/i;'],
    ['a template', 'x = `a b`;', 'x = `a  b`;'],
    ['an operator', 'x += 1;', 'x -= 1;'],
    ['a comparison', 'x = 1 < 2;', 'x = 1 <= 2;'],
    ['a big integer', 'x = 1n;', 'x = 2n;'],
    ['a line break that ends a statement', 'x\n++x;', 'x++\nx;'],
    ['a name', 'x = y;', 'x = z;'],
  ])('%s counts', (_, before, after) => {
    write('a.mjs', `let x; ${before}`);
    const version = versionOf('a.mjs');
    write('a.mjs', `let x; ${after}`);
    expect(versionOf('a.mjs')).not.toEqual(version);
  });

  test('of a barrel only the modules behind the imported names count', () => {
    expect(modulesOf('sum.mjs')).toContain('lib/total.js');
    expect(modulesOf('sum.mjs')).not.toContain('lib/scaled.js');
    expect(modulesOf('sum.mjs')).not.toContain('lib/index.js');
    expect(modulesOf('scale.mjs')).toContain('lib/scaled.js');
  });

  test('of `export *` only the modules that export the name count, through any number of barrels', () => {
    write('a.mjs', "import { a, b as c } from './index.js'; a(c);");
    write('index.js', "export * from './inner.js'; export { y as b } from './y.js'; export {};");
    write('inner.js', "export * from './x.js'; export * from './z.js'; export * from './loop.js';");
    write('loop.js', "export * from './inner.js';");
    write('x.js', 'export const { a, ...rest } = { a: 1 };');
    write('y.js', 'const z = 1; export { z as y };');
    write('z.js', 'export default class {} export function f() {} export class G {}');
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'x.js', 'y.js']);
    write('a.mjs', "import * as everything from './index.js'; everything.a();");
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'x.js', 'y.js', 'z.js']);
    write('a.mjs', "import { f } from './inner.js'; import z, { G } from './z.js'; import './y.js'; f(z, G);");
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'y.js', 'z.js']);
  });

  test('a module that re-exports beside its own code counts with all it re-exports', () => {
    write('a.mjs', "import { own } from './mixed.js'; own();");
    write('mixed.js', "export * from './x.js'; export * as y from './y.js'; export function own() {}");
    write('x.js', 'export const x = 1;');
    write('y.js', 'export const y = 1;');
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'mixed.js', 'x.js', 'y.js']);
    write('a.mjs', "import { z } from './names.js'; z();");
    write('names.js', "export * as z from './y.js';");
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'y.js']);
  });

  test('modules that import each other end', () => {
    write('a.mjs', "import { b } from './b.mjs'; export const a = () => b;");
    write('b.mjs', "import { a } from './a.mjs'; export const b = () => a;");
    expect(modulesOf('a.mjs')).toEqual(['a.mjs', 'b.mjs']);
  });

  test('a dynamic import counts, and one of a package that is not installed does not hurt', () => {
    write(
      'a.mjs',
      "await import('./b.mjs'); await import('not-installed').catch(() => {}); await import(globalThis.x);",
    );
    write('b.mjs', 'export const b = 1;');
    expect(versionOf('a.mjs')).toMatchObject({ modules: { 'b.mjs': expect.any(String) }, externals: [] });
  });

  test('a WebAssembly module and any other file beside it count by their bytes', () => {
    write(
      'a.mjs',
      "new URL('./k.wasm', import.meta.url); new URL('./gone.txt', import.meta.url); new URL('.', import.meta.url);",
    );
    write('k.wasm', new Uint8Array([0, 97, 115, 109]));
    const before = versionOf('a.mjs');
    expect(Object.keys(before.modules)).toEqual(['a.mjs', 'k.wasm']);
    write('k.wasm', new Uint8Array([0, 97, 115, 110]));
    expect(versionOf('a.mjs').modules['k.wasm']).not.toBe(before.modules['k.wasm']);
  });

  test('what is no file beside it does not count', () => {
    write(
      'a.mjs',
      "new URL('https://example.org', import.meta.url); new URL(x, import.meta.url); new URL('./a.mjs', y); new Map([]);",
    );
    expect(modulesOf('a.mjs')).toEqual(['a.mjs']);
  });

  test('a package counts as name@version of the lock file, whatever its files say', () => {
    rmSync(join(folder, 'node_modules'));
    write('node_modules/left/package.json', '{ "version": "9.9.9", "main": "index.js" }');
    write('node_modules/left/index.js', "require('right');");
    write('node_modules/@scope/pad/package.json', '{ "version": "0.1.2", "exports": "./index.js" }');
    write('node_modules/@scope/pad/index.js', 'export default 1;');
    write('node_modules/bare/index.js', '');
    write('package-lock.json', JSON.stringify({ packages: { 'node_modules/left': { version: '1.3.0' } } }));
    write(
      'a.mjs',
      "import 'left'; import pad from '@scope/pad'; import 'bare'; import fs from 'fs'; import 'node:path';",
    );
    expect(versionOf('a.mjs')).toEqual({
      modules: { 'a.mjs': expect.any(String) },
      externals: ['@scope/pad@0.1.2', 'bare@unknown', 'left@1.3.0'],
    });
  });

  test('the built module of this package counts under the path of its source', () => {
    expect(modulesOf('sum.mjs')).toContain('packages/pipeline/src/declare/stage.ts');
    expect(versionOf('sum.mjs').externals).toContain('zod@4.6.7');
  });

  test('two files of one name in two folders are two modules', () => {
    rmSync(join(folder, 'package.json'));
    write('stages/a.mjs', "import './b/x.mjs'; import './c/x.mjs'; import '../lib/total.js';");
    write('stages/b/x.mjs', '1;');
    write('stages/c/x.mjs', '2;');
    expect(modulesOf('stages/a.mjs')).toEqual(['../lib/total.js', 'a.mjs', 'b/x.mjs', 'c/x.mjs']);
  });

  test('a module that cannot be parsed or found is named', () => {
    write('a.mjs', "import './b.mjs';");
    write('b.mjs', 'const const;');
    expect(() => versionOf('a.mjs')).toThrow(/code of a stage: .*b\.mjs: Unexpected keyword/);
    write('b.mjs', "import './c.mjs';");
    expect(() => versionOf('a.mjs')).toThrow(/code of a stage: .*c\.mjs/);
  });

  test('one fingerprint is one frozen picture, and tells what has changed since', () => {
    const fingerprint = new CodeFingerprint();
    const before = fingerprint.codeVersion(url('sum.mjs'));
    expect(fingerprint.changed()).toEqual([]);
    edit('lib/total.js', ', 0)', ', 1)');
    edit('sum.mjs', "'zod'", "'yaml'");
    expect(fingerprint.codeVersion(url('sum.mjs'))).toBe(before);
    expect(fingerprint.changed()).toEqual(['lib/total.js', 'sum.mjs', expect.stringMatching(/^yaml@/)]);
  });
});

describe('a stage whose code was edited', () => {
  const plan = async (version: number) => {
    const builder = new PlanBuilder();
    const load = async (path: string) => (await import(`${url(path)}?v=${version}`)) as Record<string, Stage>;
    // Imported under another URL for each version, because a module is loaded once; workers load the file itself.
    const numbers = { ...(await load('numbers.mjs')).numbers!, module: url('numbers.mjs') };
    const sum = { ...(await load('sum.mjs')).sum!, module: url('sum.mjs') };
    const { values } = builder.add(numbers, { params: { count: 3 }, inputs: {} });
    builder.add(sum, { params: { offset: 0 }, inputs: { values: values! } });
    return builder.build();
  };

  test('runs again for a constant, named by its file, and not for a comment', async () => {
    const store = new MemoryStore();
    await run(await plan(0), store);
    edit('lib/total.js', 'return', '/* adds up */ return');
    expect((await run(await plan(1), store)).executed).toEqual([]);
    edit('lib/scaled.js', 'x * factor', 'x / factor');
    expect((await run(await plan(2), store)).executed).toEqual([]);
    edit('lib/total.js', ', 0)', ', 1)');
    expect((await run(await plan(3), store)).executed).toEqual(['sum: code: lib/total.js']);
  });

  test('while the run is going on, a warning says so', async () => {
    const { events } = await run(await plan(0), new MemoryStore(), {
      onEvent: (event) => {
        if (event.type === 'stage-started' && event.stage === 'numbers') edit('lib/total.js', ', 0)', ', 1)');
      },
    });
    expect(events.filter((event) => event.type === 'warning')).toEqual([
      {
        type: 'warning',
        message: expect.stringMatching(/^the code changed while the run was going on \(lib\/total\.js\)/),
      },
    ]);
  });
});
