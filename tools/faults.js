// Runs the fault suite: what users, disks, queries and other processes do to a run, on real processes. Prints how many
// faults were injected and what came of them. Exit 1 if a test failed, something was lost, torn or wrong, or a process left.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** How long processes may take to end after the suite. */
const LEAVE_MS = 10_000;
const WRONG = ['lost', 'torn', 'wrong hits'];

const mark = randomUUID();
const counts = {
  rounds: 0,
  'faults injected': 0,
  'results acknowledged': 0,
  refused: 0,
  lost: 0,
  torn: 0,
  'wrong hits': 0,
};
const began = Date.now();
const nx = ['nx', 'run-many', '-t', 'test:faults', '--parallel=1', '--outputStyle=stream'];
const suite = spawn('npx', nx, {
  env: { ...process.env, RGFLOW_FAULT_SUITE: mark },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let rest = '';
suite.stdout.setEncoding('utf8').on('data', (text) => {
  process.stdout.write(text);
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) count(line);
});
const code = await new Promise((resolve) => suite.on('close', resolve));
count(rest);

const left = await leftBehind();
for (const process of left) console.log(`left behind: ${process}`);
console.log(
  `fault suite: ${Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ')}`,
);
console.log(`${left.length} processes left, ${Math.round((Date.now() - began) / 1000)} s`);
if (code !== 0 || left.length > 0 || WRONG.some((what) => counts[what] > 0)) process.exitCode = 1;

/** A test says what it did by a line `faults: {"rounds": 4, ...}`. */
function count(line) {
  const said = /faults: (\{.*\})/.exec(line);
  if (said === null) return;
  for (const [what, n] of Object.entries(JSON.parse(said[1]))) {
    if (!(what in counts)) throw new Error(`faults.js: there is no count '${what}'.`);
    counts[what] += n;
  }
}

/** Processes that the suite started and that are still there, by the mark in their environment; on Linux alone. */
async function leftBehind() {
  for (const end = Date.now() + LEAVE_MS; ; await pause(200)) {
    const found = marked();
    if (found.length === 0 || Date.now() > end) return found;
  }
}

function marked() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`RGFLOW_FAULT_SUITE=${mark}`)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
      } catch {
        return []; // it has ended, or is another user's
      }
    });
}
