import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, hostname, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findWorkspace } from './workspace.js';

/** Where and with what a run was made: kept with it, never part of a key. */
export async function provenance(version: string): Promise<Readonly<Record<string, unknown>>> {
  const workspace = findWorkspace(fileURLToPath(new URL('.', import.meta.url)));
  const [git, lockfile] = await Promise.all([gitState(workspace), lockfileDigest(workspace)]);
  return {
    rgflow: version,
    command: process.argv.slice(2),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    host: hostname(),
    cpu: cpus()[0]?.model ?? null,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    git,
    lockfile,
  };
}

/** Who runs this, for the record: `ann@host`; by number where the system does not know the name. */
export function actor(): string {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = String(process.getuid?.() ?? 'somebody');
  }
  return `${name}@${hostname()}`;
}

interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly dirty: boolean;
}

/** Null where there is no git, no repository, or no commit. */
async function gitState(folder: string | null): Promise<GitState | null> {
  if (folder === null) return null;
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      [
        '-C',
        folder,
        '--no-optional-locks',
        'status',
        '--porcelain=v2',
        '--branch',
        '--no-ahead-behind',
        '--untracked-files=no',
      ],
      { timeout: 5000 },
    );
    const [, commit] = /^# branch\.oid (\w+)$/m.exec(stdout) ?? [];
    return commit === undefined ? null : { commit, dirty: /^[^#]/m.test(stdout) };
  } catch {
    return null;
  }
}

/** SHA-256 of package-lock.json. */
async function lockfileDigest(folder: string | null): Promise<string | null> {
  if (folder === null) return null;
  try {
    return createHash('sha256')
      .update(await readFile(join(folder, 'package-lock.json')))
      .digest('hex');
  } catch {
    return null;
  }
}
