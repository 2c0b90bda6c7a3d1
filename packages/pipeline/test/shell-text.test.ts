import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellText } from '../src/shell-text.js';

it.skipIf(process.platform === 'win32')('a shell takes words as they were', () => {
  const words = [
    'run',
    'coupling=[1, 2]',
    "kl.snapshots=['init']",
    '',
    '$HOME',
    '`id`',
    'a\nb',
    '*',
    '-x',
    '/a b/ü"\\',
  ];
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${shellText(words)}`], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(words);
  expect(shellText(['rgflow', 'run', 'studies/grid.yaml', '--set', 'a=1'])).toBe(
    'rgflow run studies/grid.yaml --set a=1',
  );
});
