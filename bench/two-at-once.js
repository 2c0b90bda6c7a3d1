import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { median, spread } from './statistics.js';

const script = fileURLToPath(new URL('two-at-once-worker.js', import.meta.url));

/** What two trainings on threads of one process cost each other, beside what two processes of bare gemm do. */
export async function twoAtOnce({ quick, print }) {
  const rounds = quick ? 3 : 8;
  const seconds = quick ? 1 : 3;
  const gemm = await started('gemm', () => fork(script, ['gemm']));
  const steps = await started('step', () => new Worker(script, { workerData: 'step' }));
  const slower = { gemm: [], step: [] };
  const alone = { gemm: [], step: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [what, pair] of [
      ['gemm', gemm],
      ['step', steps],
    ]) {
      const one = await pair[round % 2].work(seconds);
      const both = await Promise.all(pair.map(({ work }) => work(seconds)));
      alone[what].push(one);
      slower[what].push(100 * ((both[0] + both[1]) / 2 / one - 1));
    }
  }
  await Promise.all([...gemm, ...steps].map(({ stop }) => stop()));
  const points = median(slower.step) - median(slower.gemm);
  print('Two trainings at once, on threads of one process');
  print(
    `  one step alone         ${spread(alone.step, 1, 'ms')}; its matrix products alone ${spread(alone.gemm, 1, 'ms')}`,
  );
  print(`  two cost each other    ${spread(slower.step, 1, '%')}`);
  print(`  two of bare gemm       ${spread(slower.gemm, 1, '%')}, each a process of its own`);
  print(`  more by                ${points.toFixed(1)} points   goal <= 3`);
}

function started(what, start) {
  return Promise.all(
    [0, 1].map(async () => {
      const worker = start(what);
      const next = () => new Promise((resolve) => worker.once('message', resolve));
      await next();
      const send = worker.send ?? worker.postMessage;
      return {
        work: async (seconds) => {
          const answered = next();
          send.call(worker, { seconds });
          return (await answered).milliseconds;
        },
        stop: () => (worker.kill ? worker.kill() : worker.terminate()),
      };
    }),
  );
}
