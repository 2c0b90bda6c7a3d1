import { existsSync, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Left to the process itself, to the database and to others: a tenth of what there is, and at least so much. */
const RESERVE = 256 * 1024 * 1024;

/** Bytes that instances may take together where nobody says how many: what is available now, less a reserve. */
export function memoryBudget(available = availableMemory()): number {
  return Math.max(0, available - Math.max(RESERVE, available / 10));
}

/**
 * Bytes that this process may still take: of what the machine has, and of what each control group leaves that it is in, its
 * own and those above it. A job of Slurm or a container has its limit in one of these.
 *
 * @param root     where the file systems of the system are
 * @param machine  bytes that the machine has available
 */
export function availableMemory(root = '/', machine = machineMemory()): number {
  return Math.min(machine, ...controlGroups(root).map(roomIn));
}

/** Elsewhere than on Linux what counts as free leaves out much that the system would give: half of all is there at least. */
function machineMemory(): number {
  return process.platform === 'linux' ? freemem() : Math.max(freemem(), totalmem() / 2);
}

/** A control group with the names of its files, which differ between the two versions. */
interface ControlGroup {
  readonly folder: string;
  readonly limit: string;
  readonly usage: string;
  /** Of what is used that is a cache of files, which goes where memory is short: its key in `memory.stat`. */
  readonly cache: string;
}

const VERSION_1 = { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', cache: 'total_inactive_file' };
const VERSION_2 = { limit: 'memory.max', usage: 'memory.current', cache: 'inactive_file' };

function controlGroups(root: string): readonly ControlGroup[] {
  const own = join(root, 'proc/self/cgroup');
  if (!existsSync(own)) return [];
  const lines = readFileSync(own, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return foldersUp(join(root, 'sys/fs/cgroup'), path, VERSION_2);
    if (!controllers.split(',').includes('memory')) return [];
    return foldersUp(join(root, 'sys/fs/cgroup/memory'), path, VERSION_1);
  });
}

/** The group of a path and all above it. In a container the path may be one outside, of which there is nothing here. */
function foldersUp(mount: string, path: string, files: Omit<ControlGroup, 'folder'>): readonly ControlGroup[] {
  const paths = [path];
  while (paths.at(-1) !== dirname(paths.at(-1)!)) paths.push(dirname(paths.at(-1)!));
  return paths.map((each) => ({ folder: join(mount, each), ...files }));
}

/** Infinite of a group that sets no limit, or is not there. */
function roomIn({ folder, limit, usage, cache }: ControlGroup): number {
  const most = numberIn(join(folder, limit));
  const used = numberIn(join(folder, usage));
  if (most === null || used === null) return Number.POSITIVE_INFINITY;
  const stat = textOf(join(folder, 'memory.stat')) ?? '';
  const cached = Number(new RegExp(`^${cache} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  return Math.max(0, most - used + cached);
}

/** Null where there is no file, or it holds no number ('max'). */
function numberIn(file: string): number | null {
  const text = textOf(file)?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
