import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from '../src/declare/stage.js';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
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
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(['lib/total']);
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
    expect(modulesOf('sum.mjs')).toContain('lib/total');
    expect(modulesOf('sum.mjs')).not.toContain('lib/scaled');
    expect(modulesOf('sum.mjs')).not.toContain('lib/index');
    expect(modulesOf('scale.mjs')).toContain('lib/scaled');
  });

  test('of `export *` only the modules that export the name count, through any number of barrels', () => {
    write('a.mjs', "import { a, b as c } from './index.js'; a(c);");
    write('index.js', "export * from './inner.js'; export { y as b } from './y.js'; export {};");
    write('inner.js', "export * from './x.js'; export * from './z.js'; export * from './loop.js';");
    write('loop.js', "export * from './inner.js';");
    write('x.js', 'export const { a, ...rest } = { a: 1 };');
    write('y.js', 'const z = 1; export { z as y };');
    write('z.js', 'export default class {} export function f() {} export class G {}');
    expect(modulesOf('a.mjs')).toEqual(['a', 'x', 'y']);
    write('a.mjs', "import * as everything from './index.js'; everything.a();");
    expect(modulesOf('a.mjs')).toEqual(['a', 'x', 'y', 'z']);
    write('a.mjs', "import { f } from './inner.js'; import z, { G } from './z.js'; import './y.js'; f(z, G);");
    expect(modulesOf('a.mjs')).toEqual(['a', 'y', 'z']);
  });

  test('a module that re-exports beside its own code counts with all it re-exports', () => {
    write('a.mjs', "import { own } from './mixed.js'; own();");
    write('mixed.js', "export * from './x.js'; export * as y from './y.js'; export function own() {}");
    write('x.js', 'export const x = 1;');
    write('y.js', 'export const y = 1;');
    expect(modulesOf('a.mjs')).toEqual(['a', 'mixed', 'x', 'y']);
    write('a.mjs', "import { z } from './names.js'; z();");
    write('names.js', "export * as z from './y.js';");
    expect(modulesOf('a.mjs')).toEqual(['a', 'y']);
  });

  test('modules that import each other end', () => {
    write('a.mjs', "import { b } from './b.mjs'; export const a = () => b;");
    write('b.mjs', "import { a } from './a.mjs'; export const b = () => a;");
    expect(modulesOf('a.mjs')).toEqual(['a', 'b']);
  });

  test('a dynamic import counts, and one of a package that is not installed does not hurt', () => {
    write(
      'a.mjs',
      "await import('./b.mjs'); await import('not-installed').catch(() => {}); await import(globalThis.x);",
    );
    write('b.mjs', 'export const b = 1;');
    expect(versionOf('a.mjs')).toMatchObject({ modules: { b: expect.any(String) }, externals: [] });
  });

  test('a WebAssembly module and any other file beside it count by their bytes', () => {
    write(
      'a.mjs',
      "new URL('./k.wasm', import.meta.url); new URL('./gone.txt', import.meta.url); new URL('.', import.meta.url);",
    );
    write('k.wasm', new Uint8Array([0, 97, 115, 109]));
    const before = versionOf('a.mjs');
    expect(Object.keys(before.modules)).toEqual(['a', 'k.wasm']);
    write('k.wasm', new Uint8Array([0, 97, 115, 110]));
    expect(versionOf('a.mjs').modules['k.wasm']).not.toBe(before.modules['k.wasm']);
  });

  test('what is no file beside it does not count', () => {
    write(
      'a.mjs',
      "new URL('https://example.org', import.meta.url); new URL(x, import.meta.url); new URL('./a.mjs', y); new Map([]);",
    );
    expect(modulesOf('a.mjs')).toEqual(['a']);
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
      modules: { a: expect.any(String) },
      externals: ['@scope/pad@0.1.2', 'bare@unknown', 'left@1.3.0'],
    });
  });

  test('a module counts under its package and its path inside it, without the folder of what is built and the ending', () => {
    expect(modulesOf('sum.mjs')).toContain('@rgflow/pipeline/declare/stage');
    expect(versionOf('sum.mjs').externals).toContain('zod@4.6.7');
  });

  test('is the same in a checkout, in a workspace of another name and order, and from tarballs', () => {
    const house = {
      'a/package.json': '{ "name": "@house/a", "version": "1.0.0", "exports": "./dist/stage.js" }',
      'a/dist/stage.js': "import { half } from '@house/b'; import './stage.mjs'; import 'left'; export const x = half;",
      'a/dist/stage.mjs': 'export const y = 1;',
      'b/package.json': '{ "name": "@house/b", "version": "1.0.0", "exports": "./dist/index.js" }',
      'b/dist/index.js': "export * from './numbers/half.js';",
      'b/dist/numbers/half.js': "export const half = new URL('../k.wasm', import.meta.url);",
      'b/dist/k.wasm': 'asm',
    };
    const lay = (place: string, packages: string, links: boolean): string => {
      write(`${place}/package.json`, JSON.stringify({ private: true, workspaces: ['packages/*'] }));
      write(`${place}/node_modules/left/package.json`, '{ "version": "1.3.0", "main": "index.js" }');
      write(`${place}/node_modules/left/index.js`, '');
      for (const [path, text] of Object.entries(house)) write(`${place}/${packages}/${path}`, text);
      mkdirSync(join(folder, place, 'node_modules/@house'), { recursive: true });
      if (links) symlinkSync(join(folder, place, packages, 'b'), join(folder, place, 'node_modules/@house/b'));
      return `${place}/${packages}/a/dist/stage.js`;
    };
    const checkout = versionOf(lay('checkout', 'packages', true));
    expect(checkout).toEqual({
      modules: Object.fromEntries(
        ['@house/a/stage', '@house/a/stage (2)', '@house/b/k.wasm', '@house/b/numbers/half'].map((name) => [
          name,
          expect.any(String),
        ]),
      ),
      externals: ['left@1.3.0'],
    });
    expect(versionOf(lay('moved/zoo', 'rooms', true))).toEqual(checkout);
    expect(versionOf(lay('installed', 'node_modules/@house', false))).toEqual(checkout);
    // Whose house is another's: what it takes from this one counts by its version.
    write('installed/user/package.json', '{ "name": "user" }');
    write('installed/user/stage.js', "import { half } from '@house/b'; export const x = half;");
    expect(versionOf('installed/user/stage.js')).toEqual({
      modules: { 'user/stage': expect.any(String) },
      externals: ['@house/b@1.0.0'],
    });
  });

  test('two files of one name in two folders are two modules', () => {
    rmSync(join(folder, 'package.json'));
    write('stages/a.mjs', "import './b/x.mjs'; import './c/x.mjs'; import '../lib/total.js';");
    write('stages/b/x.mjs', '1;');
    write('stages/c/x.mjs', '2;');
    expect(modulesOf('stages/a.mjs')).toEqual(['../lib/total', 'a', 'b/x', 'c/x']);
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
    expect(fingerprint.changed()).toEqual(['lib/total', 'sum', expect.stringMatching(/^yaml@/)]);
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
    expect((await run(await plan(3), store)).executed).toEqual(['sum: code: lib/total']);
  });

  test('while the run is going on, a warning says so', async () => {
    const store = new MemoryStore();
    const { events } = await run(await plan(0), store, {
      onEvent: (event) => {
        if (event.type === 'stage-started' && event.stage === 'numbers') edit('lib/total.js', ', 0)', ', 1)');
      },
    });
    expect(events.filter((event) => event.type === 'warning')).toEqual([
      {
        type: 'warning',
        message: expect.stringMatching(/^the code changed while the run was going on \(lib\/total\)/),
      },
    ]);
    expect(store.warnings).toMatchObject([
      { runId: store.runs[0]!.runId, stage: null, message: expect.stringContaining('lib/total') },
    ]);
  });
});
