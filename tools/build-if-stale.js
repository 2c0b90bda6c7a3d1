// Builds what has changed since the last build, and takes a quarter second to find that nothing has. TypeScript looks at its
// own sources; where a WebAssembly module is missing or older than its source, everything is built by Nx.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isBundled } from '../packages/cli/bin/bundle.js';
import { filesBelow, packages, root } from './sources.js';

const stale = packages().some(({ folder }) => existsSync(join(folder, 'assembly')) && isOlder(folder));
const [command, ...words] = stale
  ? ['npm', 'run', '--silent', 'build']
  : [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/cli'];
const { status, error } = spawnSync(command, words, {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (error !== undefined) throw error;
process.exitCode = status ?? 1;
// TypeScript makes the modules alone, not the files that they are bundled into.
if (status === 0 && !isBundled()) await import('./bundle-command.js');

function isOlder(folder) {
  const dist = join(folder, 'dist');
  const built = existsSync(dist) ? readdirSync(dist).filter((file) => file.endsWith('.wasm')) : [];
  if (built.length === 0) return true;
  const oldest = Math.min(...built.map((file) => statSync(join(dist, file)).mtimeMs));
  return filesBelow(join(folder, 'assembly'), /\.(ts|json)$/).some((file) => statSync(file).mtimeMs > oldest);
}
