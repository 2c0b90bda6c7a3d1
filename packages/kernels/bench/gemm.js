// Speed of gemm and of the activations on this machine, contenders taking turns in one run:
// node bench/gemm.js [seconds per shape]
// Each figure is from the fastest of many repetitions, because what else the machine does can only slow one down.
import { activationNames, chooseOpenBlasKernel, createKernels } from '../dist/index.js';

const seconds = Number(process.argv[2] ?? 2);
const arenaBytes = 2 ** 26;
chooseOpenBlasKernel();
const contenders = [
  createKernels({ arenaBytes }),
  createKernels({ arenaBytes, blas: 'none' }),
  createKernels({ arenaBytes, blas: 'none', wasmGemm: 'portable' }),
].filter(({ gemmImplementation }, i, all) => i === 0 || gemmImplementation.name !== all[0].gemmImplementation.name);

console.log(`Node ${process.version}, V8 ${process.versions.v8}, ${process.arch}`);
for (const { gemmImplementation: g } of contenders) {
  console.log(`  ${g.name}${g.kernel ? `, kernel ${g.kernel}` : ''}, ${g.threads} thread`);
}

// A layer forward, backward and its weight gradient for a batch of 64, and a layer forward for 1,000 samples.
for (const [transposeA, transposeB, m, n, k] of [
  ['n', 't', 64, 784, 784],
  ['n', 'n', 64, 784, 784],
  ['t', 'n', 784, 784, 64],
  ['n', 't', 1000, 784, 784],
]) {
  const times = fastest(
    contenders.map((kernels) => {
      const a = filled(kernels, m * k);
      const b = filled(kernels, k * n);
      const c = kernels.float32(m * n);
      return () => kernels.gemm(transposeA, transposeB, m, n, k, 1, a, b, 0, c);
    }),
  );
  const speeds = times.map((milliseconds) => (2 * m * n * k) / milliseconds / 1e6);
  const row = contenders.map(({ gemmImplementation }, i) => {
    const share = i === 0 ? '' : ` (${((100 * speeds[i]) / speeds[0]).toFixed(1)} %)`;
    return `${gemmImplementation.name} ${speeds[i].toFixed(1)} GFLOP/s${share}`;
  });
  console.log(`gemm ${transposeA}${transposeB} ${m} x ${n} x ${k}: ${row.join(', ')}`);
}

const kernels = contenders.at(-1);
const rows = 64;
const columns = 784;
const x = kernels.float32(rows * columns);
kernels.fillNormals([1, 2], 0, 0, 2, x);
const bias = kernels.float32(columns);
const out = kernels.float32(x.length);
const loops = {
  ...Object.fromEntries(
    activationNames.flatMap((name) => [
      [name, () => kernels.activate(name, x, out)],
      [`${name} with bias`, () => kernels.addBiasActivate(name, rows, columns, x, bias, out)],
      [`${name} backward`, () => kernels.activationBackward(name, x, x, out)],
    ]),
  ),
  axpy: () => kernels.axpy(0.5, x, out),
  fillNormals: () => kernels.fillNormals([1, 2], 0, 0, 2, out),
  'Math.tanh': () => {
    for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]);
  },
};
const times = fastest(Object.values(loops));
console.log(
  `ns an element: ${Object.keys(loops)
    .map((name, i) => `${name} ${((1e6 * times[i]) / x.length).toFixed(2)}`)
    .join(', ')}`,
);

function fastest(calls) {
  const times = calls.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    calls.forEach((call, i) => {
      const start = performance.now();
      call();
      times[i] = Math.min(times[i], performance.now() - start);
    });
  }
  return times;
}

function filled(kernels, length) {
  const array = kernels.float32(length);
  kernels.fillNormals([3, 4], 0, 0, 1, array);
  return array;
}
