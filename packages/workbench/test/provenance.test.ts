import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { provenance } from '../src/provenance.js';

const git = (...words: string[]): string | null => {
  try {
    return execFileSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
};

it('says of which commit the program is, and whether tracked files differ from it', async () => {
  const commit = git('rev-parse', 'HEAD');
  const dirty = git('--no-optional-locks', 'status', '--porcelain', '--untracked-files=no') !== '';
  expect(await provenance('1.2.3')).toMatchObject({
    rgflow: '1.2.3',
    git: commit === null ? null : { commit, dirty },
    node: process.versions.node,
  });
});
