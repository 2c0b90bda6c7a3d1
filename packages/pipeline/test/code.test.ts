import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { codeFolder } from './code-folder.js';

const { path, url, write, edit, versionOf, fullVersionOf, modulesOf } = codeFolder();

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
    const before = versionOf('sum.mjs');
    edit('lib/scaled.js', 'factor', 'other');
    expect(versionOf('sum.mjs')).toEqual(before);
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
    expect(modulesOf('a.mjs')).toEqual(['a', 'index', 'inner', 'loop', 'x', 'y']);
    write('a.mjs', "import * as everything from './index.js'; everything.a();");
    expect(modulesOf('a.mjs')).toEqual(['a', 'index', 'inner', 'loop', 'x', 'y', 'z']);
    write('a.mjs', "import { f } from './inner.js'; import z, { G } from './z.js'; import './y.js'; f(z, G);");
    expect(modulesOf('a.mjs')).toEqual(['a', 'inner', 'loop', 'y', 'z']);
  });

  test('a module that re-exports beside its own code counts with all it re-exports', () => {
    write('a.mjs', "import { own } from './mixed.js'; own();");
    write('mixed.js', "export * from './x.js'; export * as y from './y.js'; export function own() {}");
    write('x.js', 'export const x = 1;');
    write('y.js', 'export const y = 1;');
    expect(modulesOf('a.mjs')).toEqual(['a', 'mixed', 'x', 'y']);
    write('a.mjs', "import { z } from './names.js'; z();");
    write('names.js', "export * as z from './y.js';");
    expect(modulesOf('a.mjs')).toEqual(['a', 'names', 'y']);
  });

  test.each([
    [
      'two names of one module swapped',
      "export { x as a, y as b } from './x.js';",
      "export { y as a, x as b } from './x.js';",
    ],
    [
      'a name from another module',
      "export { x as a } from './x.js'; export { x as b } from './y.js';",
      "export { x as a } from './y.js'; export { x as b } from './x.js';",
    ],
    [
      'two defaults swapped',
      "export { default as a } from './x.js'; export { default as b } from './y.js';",
      "export { default as a } from './y.js'; export { default as b } from './x.js';",
    ],
  ])('of a barrel it counts what a name leads to: %s', (_, before, after) => {
    write('a.mjs', "import { a, b } from './index.js'; a(b);");
    write('x.js', 'export const x = 1; export const y = 2; export default 3;');
    write('y.js', 'export const x = 1; export const y = 2; export default 4;');
    write('index.js', before);
    const version = versionOf('a.mjs');
    write('index.js', after);
    expect(versionOf('a.mjs')).not.toEqual(version);
    write('index.js', `${before} export { unasked } from './z.js';`);
    write('z.js', 'export const unasked = 1;');
    expect(versionOf('a.mjs')).toEqual(version);
  });

  test('it counts which module an import leads to', () => {
    const lay = (place: string, one: string, two: string): string => {
      write(`${place}/package.json`, JSON.stringify({ type: 'module', imports: { '#one': one, '#two': two } }));
      write(`${place}/a.mjs`, "import one from '#one'; import two from '#two'; one(two);");
      write(`${place}/x.js`, 'export default 3;');
      write(`${place}/y.js`, 'export default 4;');
      return `${place}/a.mjs`;
    };
    const before = versionOf(lay('one', './x.js', './y.js'));
    expect(versionOf(lay('same', './x.js', './y.js'))).toEqual(before);
    expect(versionOf(lay('other', './y.js', './x.js'))).not.toEqual(before);
  });

  test('modules that import each other end', () => {
    write('a.mjs', "import { b } from './b.mjs'; export const a = () => b;");
    write('b.mjs', "import { a } from './a.mjs'; export const b = () => a;");
    expect(modulesOf('a.mjs')).toEqual(['a', 'b']);
  });

  test('a dynamic import counts, and one of a package that is not installed does not hurt', () => {
    write('a.mjs', "await import('./b.mjs'); await import('not-installed').catch(() => {});");
    write('b.mjs', 'export const b = 1;');
    expect(versionOf('a.mjs')).toMatchObject({ modules: { b: expect.any(String) }, externals: [] });
  });

  test('a WebAssembly module and any other file beside it count by their bytes', () => {
    write('a.mjs', "new URL('./k.wasm', import.meta.url);");
    write('k.wasm', new Uint8Array([0, 97, 115, 109]));
    const before = versionOf('a.mjs');
    expect(Object.keys(before.modules)).toEqual(['a', 'k.wasm']);
    write('k.wasm', new Uint8Array([0, 97, 115, 110]));
    expect(versionOf('a.mjs').modules['k.wasm']).not.toBe(before.modules['k.wasm']);
  });

  test('what is no file beside it does not count', () => {
    write(
      'a.mjs',
      "new URL('https://example.org', import.meta.url); new URL('a', 'https://example.org'); new Map([]);",
    );
    expect(modulesOf('a.mjs')).toEqual(['a']);
  });

  test('a module counts under its package and its path inside it, without the folder of what is built and the ending', () => {
    expect(modulesOf('sum.mjs')).toEqual(['lib/index', 'lib/total', 'sum']);
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
      mkdirSync(path(`${place}/node_modules/@house`), { recursive: true });
      if (links) symlinkSync(path(`${place}/${packages}/b`), path(`${place}/node_modules/@house/b`));
      return `${place}/${packages}/a/dist/stage.js`;
    };
    const checkout = versionOf(lay('checkout', 'packages', true));
    expect(checkout).toEqual({
      modules: Object.fromEntries(
        [
          '@house/a/dist/stage.js',
          '@house/a/dist/stage.mjs',
          '@house/b/index',
          '@house/b/k.wasm',
          '@house/b/numbers/half',
        ].map((name) => [name, expect.any(String)]),
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
    rmSync(path('package.json'));
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

  test('one fingerprint is one frozen picture', () => {
    const fingerprint = new CodeFingerprint();
    const stage = { name: 'sum', module: url('sum.mjs') };
    const before = fingerprint.codeVersion(stage);
    edit('lib/total.js', ', 0)', ', 1)');
    expect(fingerprint.codeVersion(stage)).toBe(before);
    expect(fingerprint.snapshot().sources.get(url('lib/total.js'))?.source).toContain(', 0)');
  });
});

describe('of the engine', () => {
  test('what decodes inputs and encodes outputs counts for every stage, with apache-arrow as it is installed', () => {
    write('a.mjs', "import { defineStage } from '@rgflow/pipeline/stage'; export const a = defineStage;");
    const { modules, externals } = fullVersionOf('a.mjs');
    const version = JSON.parse(readFileSync(path('node_modules/apache-arrow/package.json'), 'utf8')).version;
    expect(Object.keys(modules)).toEqual([
      '@rgflow/pipeline/declare/contract',
      '@rgflow/pipeline/encode/arrow',
      '@rgflow/pipeline/encode/call',
      '@rgflow/pipeline/encode/task',
      'a',
    ]);
    expect(externals).toContain(`apache-arrow@${version}`);
  });

  test('nothing else counts, also where a stage imports it', () => {
    write('a.mjs', 'export const a = 1;');
    const engine = (from: string) =>
      Object.keys(fullVersionOf(from).modules).filter((name) => name !== from.slice(0, 1));
    write('b.mjs', "import { execute, defineStage } from '@rgflow/pipeline'; export const b = [execute, defineStage];");
    expect(engine('b.mjs')).toEqual(engine('a.mjs'));
  });
});

describe('a checkout below a folder named node_modules', () => {
  test.each([['@user/checkout'], [undefined]])('counts by its tokens; its package is named %s', (name) => {
    const place = 'deep/node_modules/checkout';
    write(`${place}/package.json`, JSON.stringify({ private: true, workspaces: ['packages/*'] }));
    write(`${place}/packages/a/package.json`, JSON.stringify({ name, type: 'module' }));
    write(`${place}/packages/a/stage.js`, "import './other.js'; import 'left'; export const x = 1;");
    write(`${place}/packages/a/other.js`, 'export const y = 1;');
    write(`${place}/node_modules/left/package.json`, '{ "version": "1.3.0", "main": "index.js" }');
    write(`${place}/node_modules/left/index.js`, '');
    const before = versionOf(`${place}/packages/a/stage.js`);
    expect(Object.keys(before.modules)).toHaveLength(2);
    expect(before.externals).toEqual(['left@1.3.0']);
    write(`${place}/packages/a/other.js`, 'export const y = 2;');
    expect(versionOf(`${place}/packages/a/stage.js`)).not.toEqual(before);
  });

  test('and with no manifest at all', () => {
    write('deep/node_modules/stages/a.mjs', "import './b.mjs';");
    write('deep/node_modules/stages/b.mjs', '1;');
    expect(modulesOf('deep/node_modules/stages/a.mjs')).toHaveLength(2);
  });
});
