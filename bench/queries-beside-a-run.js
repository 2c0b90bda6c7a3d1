// What queries of another process cost a run: instances a second with questions and without, in turns within one run, each
// first in every other round, since a store that grows gets slower; and the processor time of the run's own process for an
// instance, which other work on the machine does not change. The owner gives others a twentieth of its time and something
// to spare at once: windows that are short against a minute show what is spared more than what is given.
//
//     node bench/queries-beside-a-run.js [--jobs 2] [--rounds 5] [--seconds 15] [--run trivial] [--ask small]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, spread } from './statistics.js';

const PROGRAM = fileURLToPath(new URL('../packages/cli/bin/rgflow.js', import.meta.url));

/** Of the clock by which Linux counts processor time, in a second. */
const TICKS = 100;

const ROWS = 'FROM range(60000000)';
const TEXT = "SELECT repeat('x', 1000000) FROM range(60000000)";
const JOIN = 'SELECT sum(a.range * b.range % 7) FROM range(1000000) a, range(1000000) b';
const SMALL = 'SELECT count(*) FROM history.ising_flow';

/** Each is asked by so many clients at once, again as soon as it is answered. */
const QUESTIONS = {
  'sixty million rows': [ROWS],
  'a text of 60 TB': [TEXT],
  'a cross join with an aggregate': [JOIN],
  'small queries without pause': [SMALL, SMALL],
  'all of these at once': [ROWS, TEXT, JOIN, SMALL, SMALL],
};

/** Runs of trivial instances, which need the process that has the store most, and of trainings, which need the workers. */
const RUNS = {
  'trivial instances': [
    'study: ising-1d\nparams: { field: 0, steps: 200 }\nsweep: { coupling: { from: 0.001, to: 150, step: 0.001 } }\n',
    200,
  ],
  'small trainings': [
    `study: plateau
params:
  dataset: { train: 2560, validation: 50 }
  network: { width: 64, depth: 4 }
  training: { epochs: 1, batchSize: 64 }
  kl: { samples: 4, images: 2 }
sweep: { network.sigmaW2: { from: 1, to: 3, step: 0.0002 } }
`,
    20,
  ],
};

/** A line for each question, for each kind of run. */
export async function queriesBesideARun({
  quick = false,
  print,
  jobs = 2,
  rounds = quick ? 2 : 5,
  seconds = quick ? 3 : 15,
  run: only = '',
  ask = '',
}) {
  for (const [kind, [study, warm]] of Object.entries(RUNS)) {
    if (!kind.includes(only)) continue;
    print(`queries beside a run of ${kind}, ${jobs} job${jobs === 1 ? '' : 's'}:`);
    const run = await startRun(study, jobs, warm);
    try {
      const kept = {};
      for (let round = 0; round < rounds; round++) {
        for (const [name, statements] of Object.entries(QUESTIONS)) {
          if (!name.includes(ask)) continue;
          kept[name] ??= { ratio: [], cpu: [], quiet: [], bytes: 0, answered: 0 };
          const all = kept[name];
          const askedFirst = round % 2 === 1;
          const early = askedFirst ? null : await run.measure(seconds);
          const clients = statements.map((sql) => keepAsking(run.socket, sql));
          const asked = await run.measure(seconds);
          for (const { bytes, answered } of clients.map((client) => client.leave())) {
            all.bytes += bytes;
            all.answered += answered;
          }
          await pause(500);
          const quiet = early ?? (await run.measure(seconds));
          if (!(quiet.rate > 0)) throw new Error('nothing was executed without questions: give more --seconds.');
          all.quiet.push(quiet.rate);
          all.ratio.push((100 * asked.rate) / quiet.rate);
          if (asked.cpuMs !== null && quiet.cpuMs !== null) all.cpu.push((100 * asked.cpuMs) / quiet.cpuMs);
        }
      }
      for (const [name, { ratio, cpu, bytes, answered }] of Object.entries(kept)) {
        const took = `${(bytes / 1e6 / rounds / seconds).toFixed(1)} MB/s and ${answered} answers taken`;
        const own = cpu.length === 0 ? '' : `, ${spread(cpu, 0, '%')} of the processor time an instance`;
        print(`  ${name}: ${spread(ratio, 0, '%')} of the rate without${own}; ${took}`);
      }
      const quiet = median(Object.values(kept).flatMap((each) => each.quiet));
      const { before, most } = run.resident();
      print(`  rate without: ${quiet.toFixed(1)} instances/s; resident ${before} MB before, ${most} MB at most`);
    } finally {
      await run.end();
    }
  }
}

/** A run that has done so many instances. */
async function startRun(study, jobs, warm) {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-bench-'));
  writeFileSync(join(folder, 'study.yaml'), study);
  const store = join(folder, 'store.duckdb');
  const words = [PROGRAM, 'run', join(folder, 'study.yaml'), '--json', '--jobs', String(jobs), '--store', store];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let [done, at] = [0, 0];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.includes('"executed"')) return;
    done += 1;
    at = performance.now();
  });
  while (done < warm) {
    if (child.exitCode !== null) throw new Error('the run ended before it had begun.');
    await pause(50);
  }
  const before = residentMegabytes(child.pid);
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, residentMegabytes(child.pid) ?? 0);
  }, 100);
  return {
    socket: `${store}.sock`,
    resident: () => ({ before, most }),
    /**
     * Instances a second, from what is told at the beginning to what is told last: they are told in batches. None, if none
     * is told. And milliseconds of processor time of the process for one, of all its threads; null if that is not known.
     */
    async measure(seconds) {
      const [first, began, cpu] = [done, at, processorMs(child.pid)];
      await pause(1000 * seconds);
      if (child.exitCode !== null) throw new Error('the run ended too early: give it more cells.');
      const count = done - first;
      const rate = count === 0 ? 0 : (1000 * count) / (at - began);
      return { rate, cpuMs: cpu === null || count === 0 ? null : (processorMs(child.pid) - cpu) / count };
    },
    async end() {
      clearInterval(looking);
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Of a process with all its threads; null if that is not known. */
function processorMs(pid) {
  try {
    const [, rest] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const fields = rest.split(' ');
    return (1000 * (Number(fields[11]) + Number(fields[12]))) / TICKS;
  } catch {
    return null; // not Linux
  }
}

function residentMegabytes(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return null; // not Linux
  }
}

/** Asks, takes the answer as fast as it comes, and asks again. */
function keepAsking(socketPath, sql) {
  const counts = { bytes: 0, answered: 0 };
  let current = null;
  let left = false;
  const ask = () => {
    current = request({ socketPath, method: 'POST', path: '/query', agent: false }, (response) => {
      response.on('data', (part) => {
        counts.bytes += part.length;
      });
      response.on('end', () => {
        counts.answered += 1;
        if (!left) ask();
      });
      response.on('error', () => undefined);
    });
    current.on('error', () => undefined);
    current.end(JSON.stringify({ sql, format: 'csv' }));
  };
  ask();
  return {
    leave() {
      left = true;
      current.destroy();
      return counts;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      run: { type: 'string' },
      ask: { type: 'string' },
    },
  });
  const given = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, name === 'run' || name === 'ask' ? value : Number(value)]),
  );
  await queriesBesideARun({ print: (line) => console.log(line), ...given });
}
