import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/rgflow.js', import.meta.url));
const DAEMONS = ['munged', 'slurmctld', 'slurmd'];
/** Where distributions have them. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Why there can be no Slurm here; null if there can. */
export const lacking: string | null = ((): string | null => {
  const absent = [...DAEMONS, 'sbatch', 'squeue'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`], { env: { ...process.env, PATH } }).status !== 0,
  );
  return absent.length === 0
    ? null
    : `${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not installed (Debian: slurmctld slurmd slurm-client munge)`;
})();

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A Slurm of two nodes on this machine, of an ordinary user: its own key and socket of munge, its own ports, no file of the
 * system's. Root starts it as somebody else, so that it is one in CI as well.
 */
export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'rgflow-slurm-'));
  readonly #user = somebody();
  readonly #daemons = new Map<string, ChildProcess>();
  readonly #env: NodeJS.ProcessEnv;
  #ports: readonly number[] = [];

  private constructor() {
    this.#env = { ...process.env, PATH, SLURM_CONF: join(this.folder, 'slurm.conf'), HOME: this.folder, NO_COLOR: '1' };
    delete this.#env.FORCE_COLOR;
  }

  /** Starts it; resolves when both nodes are idle. */
  static async start(): Promise<Cluster> {
    const cluster = new Cluster();
    await cluster.#start();
    return cluster;
  }

  async #start(): Promise<void> {
    chmodSync(this.folder, 0o755);
    for (const name of ['state', 'spool', 'home']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'munge.key'), randomBytes(1024), { mode: 0o600 });
    this.#ports = await freePorts(3);
    writeFileSync(join(this.folder, 'slurm.conf'), this.#configuration());
    writeFileSync(join(this.folder, 'cgroup.conf'), '');
    for (const name of ['.', 'state', 'spool', 'home', 'munge.key']) this.#give(join(this.folder, name));
    const own = (name: string) => join(this.folder, name);
    const munge = ['--key-file', own('munge.key'), '--socket', own('munge.socket'), '--pid-file', own('munge.pid')];
    this.#run('munged', 'munged', [
      ...munge,
      '--log-file',
      own('munge.log'),
      '--seed-file',
      own('munge.seed'),
      '--force',
      '--foreground',
    ]);
    await until('munged', () => existsSync(own('munge.socket')));
    this.#run('slurmctld', 'slurmctld', ['-D', '-c']);
    for (const node of ['n1', 'n2']) this.startNode(node);
    await until('two idle nodes', () => this.ask('sinfo', ['-h', '-o', '%T %D']).stdout.trim() === 'idle 2');
  }

  #configuration(): string {
    const [controller, first, second] = this.#ports as [number, number, number];
    const own = (name: string) => join(this.folder, name);
    const user = this.#user?.name ?? execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
    return `${[
      'ClusterName=rgflow',
      `SlurmctldHost=${hostname()}(127.0.0.1)`,
      `SlurmctldPort=${controller}`,
      'AuthType=auth/munge',
      'CredType=cred/munge',
      `AuthInfo=socket=${own('munge.socket')}`,
      `SlurmUser=${user}`,
      `SlurmdUser=${user}`,
      `StateSaveLocation=${own('state')}`,
      `SlurmdSpoolDir=${own('spool')}/%n`,
      `SlurmctldPidFile=${own('slurmctld.pid')}`,
      `SlurmdPidFile=${own('slurmd-%n.pid')}`,
      `SlurmctldLogFile=${own('slurmctld.log')}`,
      `SlurmdLogFile=${own('slurmd-%n.log')}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'JobAcctGatherType=jobacct_gather/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'SchedulerParameters=sched_interval=1',
      'MpiDefault=none',
      'SlurmdTimeout=10',
      'JobRequeue=1',
      'ReturnToService=2',
      'KillWait=5',
      'MinJobAge=3600',
      `NodeName=n1 NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${first} CPUs=2 State=UNKNOWN`,
      `NodeName=n2 NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${second} CPUs=2 State=UNKNOWN`,
      'PartitionName=both Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP',
    ].join('\n')}\n`;
  }

  startNode(node: string): void {
    mkdirSync(join(this.folder, 'spool', node), { recursive: true });
    this.#give(join(this.folder, 'spool', node));
    this.#run(node, 'slurmd', ['-D', '-N', node]);
  }

  /** The daemon of a node and all that it has started, at once: as when a machine loses its power. */
  killNode(node: string): number {
    const daemon = this.#daemons.get(node)!.pid!;
    const parents = new Map(
      execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
    );
    // Steps leave their daemon: they are told by their node.
    const steps = [...parents.keys()].filter(
      (pid) => environmentOf(pid).includes(`SLURMD_NODENAME=${node}\0`) && this.#isOurs(pid),
    );
    const managers = steps.flatMap((pid) => {
      const parent = parents.get(pid)!;
      return commandOf(parent).includes('slurmstepd') ? [parent] : [];
    });
    const all = [daemon, ...managers, ...steps];
    for (const pid of all) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went with another.
      }
    }
    return steps.length;
  }

  #isOurs(pid: number): boolean {
    return environmentOf(pid).includes(this.folder);
  }

  /** A program of Slurm's. */
  ask(name: string, words: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(name, [...words], { ...this.#options(), encoding: 'utf8' });
    return { code: status, stdout, stderr };
  }

  rgflow(words: readonly string[]): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...words], this.#options());
      let [stdout, stderr] = ['', ''];
      child.stdout!.on('data', (text: Buffer) => {
        stdout += text;
      });
      child.stderr!.on('data', (text: Buffer) => {
        stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** Whether results are in the log of a store whose path begins so. */
  hasWritten(start: string): boolean {
    const folder = join(this.folder, dirname(start));
    return readdirSync(folder).some(
      (name) =>
        name.startsWith(basename(start)) && name.endsWith('.duckdb.wal') && statSync(join(folder, name)).size > 0,
    );
  }

  /** What its daemons and jobs wrote. */
  log(name: string): string {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async stop(): Promise<void> {
    this.ask('scancel', ['--full', '--state=RUNNING', '--me']);
    this.ask('scancel', ['--me']);
    await pause(500);
    for (const node of ['n1', 'n2']) if (this.#daemons.get(node)?.exitCode === null) this.killNode(node);
    for (const daemon of this.#daemons.values()) daemon.kill('SIGKILL');
    await pause(500);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #options() {
    const as = this.#user === null ? {} : { uid: this.#user.uid, gid: this.#user.gid };
    return { cwd: join(this.folder, 'home'), env: this.#env, ...as };
  }

  #run(key: string, name: string, words: readonly string[]): void {
    this.#daemons.set(key, spawn(name, [...words], { ...this.#options(), stdio: 'ignore' }));
  }

  #give(path: string): void {
    if (this.#user !== null) chownSync(path, this.#user.uid, this.#user.gid);
  }
}

/** Whom root runs it as: one who may read the checkout; null for whoever is not root. */
function somebody(): { readonly name: string; readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const [, , uid, gid] = /^(nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined) return null;
  const user = { name: 'nobody', uid: Number(uid), gid: Number(gid) };
  const reads = spawnSync(process.execPath, [program, '--version'], { uid: user.uid, gid: user.gid, stdio: 'ignore' });
  return reads.status === 0 ? user : null;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await pause(50);
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

/** @throws {Error} if it has not come about after so many seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 300): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; ; await pause(200)) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s.`);
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
