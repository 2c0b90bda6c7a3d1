import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { codeFolder } from './code-folder.js';

const { path, write, versionOf } = codeFolder();

const install = (name: string, manifest: object): void => {
  write(`${name}/package.json`, JSON.stringify({ main: 'index.js', ...manifest }));
  write(`${name}/index.js`, '');
};

beforeEach(() => rmSync(path('node_modules')));

describe('a package', () => {
  test('counts as name@version as it is installed', () => {
    install('node_modules/left', { version: '1.3.0' });
    install('node_modules/@scope/pad', { version: '0.1.2' });
    write('node_modules/bare/index.js', '');
    write(
      'a.mjs',
      "import 'left'; import pad from '@scope/pad'; import 'bare'; import fs from 'fs'; import 'node:path';",
    );
    const before = versionOf('a.mjs');
    expect(before).toEqual({
      modules: { a: expect.any(String) },
      externals: ['@scope/pad@0.1.2', 'bare@unknown', 'left@1.3.0'],
    });
    write('node_modules/left/index.js', 'another text of the same version');
    expect(versionOf('a.mjs')).toEqual(before);
    install('node_modules/left', { version: '1.3.1' });
    expect(versionOf('a.mjs').externals).toContain('left@1.3.1');
  });

  test('counts with all that it depends on, from where it finds it', () => {
    install('node_modules/left', {
      version: '1.3.0',
      dependencies: { right: '2', '@types/node': '20' },
      optionalDependencies: { 'not-installed': '1' },
      peerDependencies: { middle: '*' },
    });
    install('node_modules/left/node_modules/right', { version: '2.0.0', dependencies: { left: '1' } });
    install('node_modules/right', { version: '1.0.0' });
    install('node_modules/middle', { version: '3.0.0' });
    install('node_modules/@types/node', { version: '20.0.0' });
    install('node_modules/other', { version: '9.9.9' });
    write('a.mjs', "import 'left';");
    expect(versionOf('a.mjs').externals).toEqual(['left@1.3.0', 'middle@3.0.0', 'right@2.0.0']);
  });
});

describe('a lock file that names another version than the installed one', () => {
  const lock = (versions: Readonly<Record<string, string>>): void =>
    write(
      'package-lock.json',
      JSON.stringify({
        packages: Object.fromEntries(Object.entries(versions).map(([folder, version]) => [folder, { version }])),
      }),
    );

  test('is refused, with what to do', () => {
    install('node_modules/left', { version: '1.3.0', dependencies: { right: '2' } });
    install('node_modules/right', { version: '1.0.0' });
    install('node_modules/left/node_modules/right', { version: '2.0.0' });
    write('a.mjs', "import 'left';");
    lock({
      'node_modules/left': '1.3.0',
      'node_modules/left/node_modules/right': '2.0.0',
      'node_modules/right': '1.0.0',
    });
    expect(versionOf('a.mjs').externals).toEqual(['left@1.3.0', 'right@2.0.0']);
    lock({ 'node_modules/left': '1.4.0' });
    expect(() => versionOf('a.mjs')).toThrow(
      /^left: 1\.3\.0 is installed, .*package-lock\.json says 1\.4\.0\. Run npm ci/,
    );
    lock({ 'node_modules/left/node_modules/right': '2.1.0' });
    expect(() => versionOf('a.mjs')).toThrow(/^right: 2\.0\.0 is installed, .* says 2\.1\.0/);
  });

  test('is refused where it nests a package, or has one, that is not installed there', () => {
    install('node_modules/left', { version: '1.3.0', dependencies: { right: '2' } });
    install('node_modules/right', { version: '1.0.0' });
    write('a.mjs', "import 'left';");
    lock({ 'node_modules/left': '1.3.0', 'node_modules/right': '1.0.0' });
    expect(versionOf('a.mjs').externals).toEqual(['left@1.3.0', 'right@1.0.0']);
    // left should find 2.0.0 in a folder of its own; a package of the workspace should find another left.
    for (const place of ['node_modules/left/node_modules/right', 'packages/kl/node_modules/left']) {
      const name = place.split('/').at(-1);
      lock({ 'node_modules/left': '1.3.0', 'node_modules/right': '1.0.0', [place]: '2.0.0' });
      expect(() => versionOf('a.mjs'), place).toThrow(
        new RegExp(`^${name}: .*package-lock\\.json has it in ${place}, where none is installed\\. Run npm ci`),
      );
    }
    rmSync(path('node_modules/right'), { recursive: true });
    lock({ 'node_modules/left': '1.3.0', 'node_modules/right': '1.0.0' });
    expect(() => versionOf('a.mjs')).toThrow(/^right: .* has it in node_modules\/right, where none is installed/);
    // What a sound installation may lack.
    write(
      'package-lock.json',
      JSON.stringify({ packages: { 'node_modules/right': { version: '1.0.0', optional: true } } }),
    );
    expect(versionOf('a.mjs').externals).toEqual(['left@1.3.0']);
  });

  test('is refused where a package is found in a folder that it does not know, in another version', () => {
    install('node_modules/left', { version: '1.3.0', dependencies: { right: '2' } });
    install('node_modules/left/node_modules/right', { version: '2.0.0' });
    install('node_modules/right', { version: '1.0.0' });
    write('a.mjs', "import 'left';");
    lock({ 'node_modules/left': '1.3.0', 'node_modules/right': '1.0.0' });
    expect(() => versionOf('a.mjs')).toThrow(/^right: 2\.0\.0 is installed, .* says 1\.0\.0/);
  });

  test('is the one of the workspace, also where that lies below a folder named node_modules', () => {
    const place = 'deep/node_modules/checkout';
    install(`${place}/node_modules/left`, { version: '1.3.0' });
    write(`${place}/package.json`, '{ "type": "module" }');
    write(`${place}/a.mjs`, "import 'left';");
    write(`${place}/package-lock.json`, JSON.stringify({ packages: { 'node_modules/left': { version: '1.4.0' } } }));
    expect(() => versionOf(`${place}/a.mjs`)).toThrow(/left: 1\.3\.0 is installed, .* says 1\.4\.0/);
  });
});

describe('which of two versions a package finds', () => {
  const nest = (outer: string, inner: string): void => {
    install('node_modules/left', { version: outer });
    install('node_modules/middle', { version: '1.0.0', dependencies: { left: '*' } });
    install('node_modules/middle/node_modules/left', { version: inner });
  };

  test('counts', () => {
    write('a.mjs', "import 'left'; import 'middle';");
    nest('1.0.0', '2.0.0');
    const before = versionOf('a.mjs');
    expect(before.externals).toEqual(['left@1.0.0', 'left@2.0.0', 'middle@1.0.0', 'middle@1.0.0 > left@2.0.0']);
    nest('2.0.0', '1.0.0');
    expect(versionOf('a.mjs')).not.toEqual(before);
    expect(versionOf('a.mjs').modules).not.toEqual(before.modules);
  });
});

describe('a package', () => {
  test('by another name counts by what is behind it', () => {
    install('node_modules/middle', { version: '1.0.0', dependencies: { left: '*' } });
    install('node_modules/left', { name: 'left-a', version: '1.0.0' });
    write('a.mjs', "import 'middle';");
    expect(versionOf('a.mjs').externals).toEqual(['left@npm:left-a@1.0.0', 'middle@1.0.0']);
  });

  test('from no registry counts by what it was made of, which the lock file must say too', () => {
    install('node_modules/left', { version: '1.0.0' });
    write('a.mjs', "import 'left';");
    const lockAt = (file: string, commit: string): void =>
      write(
        file,
        JSON.stringify({
          packages: {
            'node_modules/left': { version: '1.0.0', resolved: `git+ssh://git@example.org/left.git#${commit}` },
          },
        }),
      );
    lockAt('package-lock.json', 'aaa');
    lockAt('node_modules/.package-lock.json', 'aaa');
    expect(versionOf('a.mjs').externals).toEqual(['left@1.0.0#git+ssh://git@example.org/left.git#aaa']);
    lockAt('package-lock.json', 'bbb');
    expect(() => versionOf('a.mjs')).toThrow(/^left: .*package-lock\.json has it from git.*#bbb, .* Run npm ci/);
  });
});

describe('a lock file', () => {
  test('that cannot be read is named', () => {
    install('node_modules/left', { version: '1.0.0' });
    write('a.mjs', "import 'left';");
    write('package-lock.json', '<<<<<<< HEAD\n{}');
    expect(() => versionOf('a.mjs')).toThrow(/package-lock\.json: cannot be read: .*Run npm ci/s);
  });

  test('of the nearest workspace counts, and npm-shrinkwrap.json before it', () => {
    install('node_modules/checkout/node_modules/left', { version: '1.0.0' });
    write('node_modules/checkout/package.json', '{ "type": "module" }');
    write('node_modules/checkout/a.mjs', "import 'left';");
    const locks = (file: string, place: string, version: string): void =>
      write(file, JSON.stringify({ packages: { [place]: { version } } }));
    locks('package-lock.json', 'node_modules/checkout/node_modules/left', '3.0.0');
    locks('node_modules/checkout/package-lock.json', 'node_modules/left', '1.0.0');
    expect(versionOf('node_modules/checkout/a.mjs').externals).toEqual(['left@1.0.0']);
    locks('node_modules/checkout/npm-shrinkwrap.json', 'node_modules/left', '1.1.0');
    expect(() => versionOf('node_modules/checkout/a.mjs')).toThrow(/npm-shrinkwrap\.json says 1\.1\.0/);
  });
});
