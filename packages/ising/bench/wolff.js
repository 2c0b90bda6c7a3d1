// CPU time per flipped spin of Wolff's algorithm at 64 x 64: WASM beside plain TypeScript's twin in C (cc -O3
// -march=native), interleaved in one run, the median of five rounds. Run after a build: node packages/ising/bench/wolff.js
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CRITICAL_COUPLING, WolffLattice } from '@rgflow/ising';
import { RandomStream } from '@rgflow/random';

const SIZE = 64;
const FLIPS = 4e6;
const ROUNDS = 5;

const folder = mkdtempSync(join(tmpdir(), 'wolff-'));
const peer = join(folder, 'wolff');
const source = fileURLToPath(new URL('wolff.c', import.meta.url));
let hasCompiler = true;
try {
  execFileSync('cc', ['-O3', '-march=native', '-o', peer, source, '-lm'], { stdio: 'ignore' });
} catch {
  hasCompiler = false;
}

console.log(`${cpus()[0].model}, Node ${process.version}, ${SIZE} x ${SIZE}, ns of CPU per flipped spin`);
for (const coupling of [0.3, CRITICAL_COUPLING, 0.5]) {
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(measure(coupling));
    if (hasCompiler) theirs.push(JSON.parse(execFileSync(peer, [`${coupling}`, `${SIZE}`, `${FLIPS}`])).nanoseconds);
  }
  const other = hasCompiler
    ? `C ${median(theirs).toFixed(1)}, ratio ${(median(ours) / median(theirs)).toFixed(2)}`
    : 'no cc';
  console.log(`K = ${coupling.toFixed(4)}: WASM ${median(ours).toFixed(1)}, ${other}`);
}
rmSync(folder, { recursive: true });

function measure(coupling) {
  const lattice = new WolffLattice(coupling, SIZE, RandomStream.named('bench', { coupling }));
  for (let flips = 0; flips < FLIPS / 5; ) flips += lattice.flipClusters(10);
  const start = process.cpuUsage();
  let flips = 0;
  while (flips < FLIPS) flips += lattice.flipClusters(10);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1e3) / flips;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
