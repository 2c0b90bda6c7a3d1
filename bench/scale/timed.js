import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

// Certificates of a machine, which Node up to 20 reads at each start: 40 ms that no program is to blame for.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
const program = fileURLToPath(new URL('./rgflow.js', import.meta.url));

/**
 * Runs a command to its end: milliseconds, those of processor time, of all that it has started as well, and the peak of its
 * resident memory in MB where it tells that.
 */
export function timed(command, words, folder) {
  const began = performance.now();
  const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash', command, ...words], {
    cwd: folder,
    env: { ...environment, RGFLOW_PEAK: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - began;
      // 10: `plan` has found work to do.
      if (code !== 0 && code !== 10) reject(new Error(`${command} ${words.join(' ')} ended with ${code}: ${said}`));
      const [, user, system] = /cpu ([\d.]+) ([\d.]+)\n$/.exec(said);
      resolve({ ms, cpuMs: 1000 * (Number(user) + Number(system)), peak: Number(/peak (\d+)\n/.exec(said)?.[1]) });
    });
  });
}

/** The same of rgflow with the studies of this folder, two jobs. */
export function rgflow(folder, command, study, store = 'store.duckdb') {
  const jobs = command === 'run' ? ['--jobs', '2'] : [];
  return timed(process.execPath, [program, command, study, '--store', store, ...jobs], folder);
}
