import { describe, expect, test } from 'vitest';
import { codeFolder } from './code-folder.js';

const { write, versionOf, modulesOf } = codeFolder();

describe('two files that would have one name', () => {
  test.each([
    { files: ['a.js', 'a.mjs'], manifests: [] },
    { files: ['src/a.js', 'a.js'], manifests: [] },
    { files: ['one/a.js', 'two/a.js'], manifests: ['one/package.json', 'two/package.json'] },
  ])('$files keep what tells them apart: to swap what is in them is a change', ({ files, manifests }) => {
    const [first, second] = files as [string, string];
    for (const manifest of manifests) write(manifest, '{ "type": "module" }');
    write('entry.mjs', `import { v as p } from './${first}'; import { v as q } from './${second}'; p - 10 * q;`);
    const lay = (p: number, q: number): unknown => {
      write(first, `export const v = ${p};`);
      write(second, `export const v = ${q};`);
      return versionOf('entry.mjs');
    };
    const before = lay(1, 2);
    expect(lay(2, 1)).not.toEqual(before);
    expect(lay(1, 2)).toEqual(before);
  });

  test('a barrel that leads to the other is a change', () => {
    write('impl.mjs', 'export const v = 1;');
    write('impl.cjs', 'exports.v = 2;');
    write('entry.mjs', "import { v } from './index.mjs'; import './impl.mjs'; import './impl.cjs'; v;");
    write('index.mjs', "export { v } from './impl.mjs';");
    const before = versionOf('entry.mjs');
    write('index.mjs', "export { v } from './impl.cjs';");
    expect(versionOf('entry.mjs')).not.toEqual(before);
  });
});

test('a module that starts itself as a thread, or a pool and its worker that know one another, end', () => {
  write('self.mjs', "new URL('./self.mjs', import.meta.url);");
  expect(modulesOf('self.mjs')).toEqual(['self']);
  write('pool.mjs', "import './both.mjs'; new URL('./worker.mjs', import.meta.url);");
  write('worker.mjs', "import './both.mjs'; new URL('./pool.mjs', import.meta.url);");
  write('both.mjs', '1;');
  expect(modulesOf('pool.mjs')).toEqual(['both', 'pool', 'worker']);
});

test('a module that stands in its import counts by the tokens of who imports it', () => {
  write('a.mjs', "import 'data:text/javascript,1';");
  const before = versionOf('a.mjs');
  write('a.mjs', "import 'data:text/javascript,2';");
  expect(versionOf('a.mjs')).not.toEqual(before);
});

test('a code file that is opened as a file counts by its bytes, also where they are no text', () => {
  write('a.mjs', "new URL('./d.js', import.meta.url);");
  write('d.js', Uint8Array.of(0x2f, 0x2f, 0xe9));
  const before = versionOf('a.mjs');
  write('d.js', Uint8Array.of(0x2f, 0x2f, 0xe8));
  expect(versionOf('a.mjs')).not.toEqual(before);
});
