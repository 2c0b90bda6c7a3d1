import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { codeFolder } from './code-folder.js';

const { path, url, write, versionOf, modulesOf } = codeFolder();

describe('what the code of a stage reads and names', () => {
  test('counts by its bytes, however it is named', () => {
    write(
      'a.mjs',
      `import { createRequire } from 'node:module';
       import data from './imported.json' with { type: 'json' };
       const require = createRequire(import.meta.url);
       const { resolve } = createRequire(import.meta.url);
       require('./required.json'); require.resolve('./resolved.txt'); resolve(\`./taken-out.txt\`);
       createRequire(import.meta.url)('./at-once.json');
       new URL(\`./template.txt\`, import.meta.url);
       import.meta.resolve('./meta.txt');
       import(\`./dynamic.mjs\`);
       require('node:util'); require('not-installed'); typeof process; typeof globalThis; process.platform;`,
    );
    const files = [
      'imported.json',
      'required.json',
      'resolved.txt',
      'taken-out.txt',
      'at-once.json',
      'template.txt',
      'meta.txt',
      'dynamic.mjs',
    ];
    for (const file of files) write(file, '{}');
    expect(modulesOf('a.mjs')).toEqual(['a', ...files.map((file) => file.replace('.mjs', ''))].sort());
    for (const file of files) {
      const before = versionOf('a.mjs');
      write(file, file.endsWith('.mjs') ? '{;}' : '{"other":1}');
      expect(versionOf('a.mjs'), file).not.toEqual(before);
    }
  });

  test('counts as absent while it is not there', () => {
    write('a.mjs', "new URL('./later.txt', import.meta.url);");
    expect(versionOf('a.mjs').modules).toMatchObject({ 'later.txt': 'absent' });
    write('later.txt', 'here');
    expect(versionOf('a.mjs').modules).toMatchObject({ 'later.txt': expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('a CommonJS module counts by its tokens, with all that it requires', () => {
    write('a.mjs', "import x from './b.cjs'; import y from './old/c.js';");
    write('b.cjs', "const { d } = require('./d.cjs'); module.exports = d; // comment");
    write('d.cjs', "exports.d = require('./e.json');");
    write('e.json', '1');
    write('old/package.json', '{}');
    write('old/c.js', "module.exports = require('../d.cjs');");
    expect(modulesOf('a.mjs')).toEqual(['a', 'b', 'c', 'd', 'e.json']);
    const before = versionOf('a.mjs');
    write('b.cjs', "const { d } = require('./d.cjs'); module.exports = d; // another comment");
    expect(versionOf('a.mjs')).toEqual(before);
    write('e.json', '2');
    expect(versionOf('a.mjs')).not.toEqual(before);
  });
});

describe('what the code of a stage reads and does not name is refused with its place:', () => {
  const beforehand = "import { createRequire } from 'node:module'; import { dirname, join } from 'node:path'; let x;\n";

  test.each([
    `new URL(\`./\${x}.json\`, import.meta.url)`,
    'new URL(x, import.meta.url)',
    "new URL('./folder/', import.meta.url)",
    "new URL('./folder', import.meta.url)",
    'const here = import.meta.url',
    'import.meta.url.slice(7)',
    'join(dirname(x(import.meta.url)))',
    'import.meta.dirname',
    'import.meta.filename',
    'x(import.meta)',
    'const { dirname: d } = import.meta',
    'import.meta.resolve(x)',
    'import(x)',
    `import(\`./\${x}.mjs\`)`,
    'createRequire(import.meta.url)(x)',
    'createRequire(x)',
    `createRequire(import.meta.url)(\`./\${x}.json\`)`,
    'const require = createRequire(import.meta.url); require(x)',
    'const require = createRequire(import.meta.url); x(require)',
    'const { cache } = createRequire(import.meta.url)',
    'const { resolve } = createRequire(import.meta.url); resolve(x)',
    'export const require = createRequire(import.meta.url)',
    'const require = createRequire(import.meta.url); export { require }',
    'const { createRequire: mk } = x',
    'x({ module: import.meta.url })',
    "new URL('./x.json', x.module)",
    "new Function('return 1')",
    "eval('1')",
    "(0, eval)('1')",
    "globalThis.eval('1')",
    'new Worker(x, { eval: true })',
    "import { runInThisContext } from 'node:vm'",
    "import { execSync } from 'child_process'",
    "import { homedir } from 'node:os'",
    "export * from 'node:https'",
    "createRequire(import.meta.url)('node:child_process')",
    "import('node:vm')",
    "process.getBuiltinModule('fs')",
    'fileURLToPath(x.module)',
    "dirname(fileURLToPath(new URL('./folder/file.txt', import.meta.url)))",
    "join(new URL('./folder/file.txt', import.meta.url).pathname, '..')",
    "new URL('./folder/file.txt', import.meta.url).href.replace('file', x)",
    `\`\${new URL('./folder/file', import.meta.url)}\${x}.txt\``,
    "new URL('./folder/file', import.meta.url) + '.txt'",
    'import /* where? */ (x)',
    'import/* where? */.meta.dirname',
  ])('%s', (code) => {
    write('folder/file.txt', '');
    write('a.mjs', "import './b.mjs';");
    write('b.mjs', `${beforehand}${code};`);
    expect(() => versionOf('a.mjs')).toThrow(
      /^.*b\.mjs:2: the code of stage stage reads what no key sees: .*Name the file there .* or declare it in the stage/,
    );
    expect(modulesOf('a.mjs', { provenance: ['b'] })).toEqual(['a', 'b']);
    expect(modulesOf('a.mjs', { reads: [url('folder')] })).toEqual(['a', 'b', 'folder', 'folder/file.txt']);
  });

  test.each([
    'process.env.THREADS',
    "process.env['THREADS']",
    'globalThis.process.env.THREADS',
    'process?.env?.THREADS',
    'const { THREADS } = process.env',
    'const { THREADS: n = 1 } = process.env',
    "process.env.THREADS ??= '1'",
    'environment.THREADS',
    'itself.env.THREADS',
    'x.process.env.THREADS',
    'whole.default.env.THREADS',
  ])('%s', (code) => {
    write(
      'a.mjs',
      `import itself, { env as environment } from 'node:process'; import * as whole from 'process'; let x;\n${code};`,
    );
    expect(() => versionOf('a.mjs')).toThrow(
      /a\.mjs:2: .* reads what no key sees: .*Declare it in the stage: environment: \['THREADS'\] puts its value into the key, provenance: \['THREADS'\]/,
    );
    expect(modulesOf('a.mjs', { provenance: ['THREADS'] })).toEqual(['a']);
    expect(modulesOf('a.mjs', { environment: ['THREADS'] })).toEqual(['a']);
  });

  test.each([
    'process.env[x]',
    'x(process.env)',
    '({ ...process.env })',
    'const { env } = process',
    'x(process)',
    'process[x]',
    'globalThis[x]',
    'x(globalThis)',
    "process.loadEnvFile('.env')",
    "import('node:process')",
  ])('%s', (code) => {
    write('a.mjs', `let x;\n${code};`);
    expect(() => versionOf('a.mjs', { environment: ['THREADS'] })).toThrow(/a\.mjs:2: .*Name the variable there/);
    expect(modulesOf('a.mjs', { provenance: ['a'] })).toEqual(['a']);
  });

  test.each([
    'module.require(x)',
    'module.filename',
    'require(x)',
    'const r = require; r(x)',
    '__dirname',
    'x(__filename)',
    "require('node:process').env.THREADS",
    "const { env } = require('process')",
  ])('%s in CommonJS', (code) => {
    write('a.mjs', "import './b.cjs';");
    write('b.cjs', `let x;\n${code};`);
    expect(() => versionOf('a.mjs')).toThrow(/b\.cjs:2: .* reads what no key sees/);
  });

  test('and by the TypeScript it was built from', () => {
    write('dist/a.js', 'import.meta.dirname;\n//# sourceMappingURL=a.js.map');
    const map = { version: 3, sources: ['../src/a.ts'], names: [], mappings: 'AAEA' };
    write('dist/a.js.map', JSON.stringify(map));
    expect(() => versionOf('dist/a.js')).toThrow(/src\/a\.ts:3: /);
  });
});

describe('what a stage declares', () => {
  const saved = process.env.RGFLOW_TEST_VARIABLE;
  afterEach(() => {
    if (saved === undefined) delete process.env.RGFLOW_TEST_VARIABLE;
    else process.env.RGFLOW_TEST_VARIABLE = saved;
  });

  test('to read counts by the bytes of each file, of a folder of all below it', () => {
    write('a.mjs', '1;');
    write('tables/one.csv', '1');
    write('tables/deep/two.csv', '2');
    const declared = { reads: [new URL(url('tables/')), url('gone.csv')] };
    const tables = ['tables', 'tables/deep', 'tables/deep/two.csv', 'tables/one.csv'];
    expect(modulesOf('a.mjs', declared)).toEqual(['a', 'gone.csv', ...tables]);
    const before = versionOf('a.mjs', declared);
    write('tables/deep/two.csv', '3');
    expect(versionOf('a.mjs', declared)).not.toEqual(before);
    write('gone.csv', '');
    write('tables/three.csv', '');
    expect(modulesOf('a.mjs', declared)).toContain('tables/three.csv');
    expect(() => versionOf('a.mjs', { reads: ['https://example.org/a.csv'] })).toThrow(/expected the URL of a file/);
    symlinkSync(path('tables'), path('tables/deep/loop'));
    expect(modulesOf('a.mjs', declared)).toHaveLength(8);
    expect(modulesOf('a.mjs', declared)).toContain('tables/deep/loop');
  });

  test('to read counts by the names of folders, and by what links lead to', () => {
    write('a.mjs', '1;');
    write('tables/2023/x.csv', '3');
    write('tables/2024/x.csv', '4');
    symlinkSync('2023', path('tables/current'));
    const version = (): unknown => versionOf('a.mjs', { reads: [url('tables')] });
    const before = version();
    rmSync(path('tables/current'));
    symlinkSync('2024', path('tables/current'));
    expect(version()).not.toEqual(before);
    rmSync(path('tables/current'));
    symlinkSync('2023', path('tables/current'));
    expect(version()).toEqual(before);
    mkdirSync(path('tables/2025'));
    expect(version()).not.toEqual(before);
  });

  test('of its environment counts by its value, and provenance does not', () => {
    write('a.mjs', '1;');
    const versions = ['1', '2', undefined].map((value) => {
      if (value === undefined) delete process.env.RGFLOW_TEST_VARIABLE;
      else process.env.RGFLOW_TEST_VARIABLE = value;
      expect(versionOf('a.mjs', { provenance: ['RGFLOW_TEST_VARIABLE'] })).toEqual(versionOf('a.mjs'));
      return versionOf('a.mjs', { environment: ['RGFLOW_TEST_VARIABLE'] }).environment;
    });
    expect(versions).toEqual(['1', '2', null].map((value) => ({ RGFLOW_TEST_VARIABLE: value })));
  });
});
