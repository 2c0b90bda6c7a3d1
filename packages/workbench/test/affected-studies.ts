import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The projects of studies that Nx says a change of these files affects. */
export function affectedStudies(files: string): readonly string[] {
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const { stdout } = spawnSync(process.execPath, [nx, 'show', 'projects', '--affected', `--files=${files}`, '--json'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  return (JSON.parse(stdout) as string[]).filter((name) => name.startsWith('study-'));
}
