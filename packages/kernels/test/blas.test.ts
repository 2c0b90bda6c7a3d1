import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { createKernels, findBlas, type KernelsOptions, measureGemm } from '../src/index.js';
import { hasBlas, placed } from './backends.js';

const MEBIBYTE = 2 ** 20;
const arenaBytes = 16 * MEBIBYTE;

describe('finding a BLAS', () => {
  test("'none' tries nothing", () => {
    expect(findBlas('none')).toEqual({ blas: null, attempts: [] });
    expect(createKernels({ arenaBytes, blas: 'none' }).gemmImplementation).toMatchObject({
      kind: 'wasm',
      library: null,
      threads: 1,
    });
  });

  test('a library that does not exist is refused with the loader’s reason', () => {
    const { blas, attempts } = findBlas('libno-such-blas.so');
    expect(blas).toBeNull();
    expect(attempts).toEqual([{ library: 'libno-such-blas.so', refused: expect.stringContaining('No such file') }]);
  });

  test.runIf(process.platform === 'linux')('a library that is no BLAS is refused', () => {
    expect(findBlas('libc.so.6').attempts[0]!.refused).toBe('has no cblas_sgemm');
  });

  test('a named library that cannot be used is a warning, and the WASM gemm', () => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const kernels = createKernels({ arenaBytes, blas: 'libno-such-blas.so', warn });
    expect(kernels.gemmImplementation.kind).toBe('wasm');
    expect(warnings).toEqual([
      expect.stringMatching(/^rgflow: the BLAS libno-such-blas\.so cannot be used: .* Multiplying with rgflow WASM/),
    ]);
  });

  test('the option wins over RGFLOW_BLAS, and RGFLOW_BLAS over the usual libraries', () => {
    const before = process.env.RGFLOW_BLAS;
    try {
      process.env.RGFLOW_BLAS = 'libno-such-blas.so';
      expect(findBlas().attempts.map(({ library }) => library)).toEqual(['libno-such-blas.so']);
      expect(findBlas('none').attempts).toEqual([]);
      process.env.RGFLOW_BLAS = 'none';
      expect(createKernels({ arenaBytes }).gemmImplementation.kind).toBe('wasm');
    } finally {
      if (before === undefined) delete process.env.RGFLOW_BLAS;
      else process.env.RGFLOW_BLAS = before;
    }
  });

  test.runIf(hasBlas)('a BLAS that is found is named, and uses one thread', () => {
    const { blas, attempts } = findBlas();
    expect(attempts.at(-1)).toEqual({ library: blas!.library, refused: null });
    expect(blas!.name).toMatch(/OpenBLAS|MKL|BLIS|Accelerate/);
    expect(blas!.threads).toBe(1);
    expect(createKernels({ arenaBytes }).gemmImplementation).toMatchObject({
      kind: 'blas',
      library: blas!.library,
      threads: 1,
    });
  });
});

test('the speed of gemm is a positive number and leaves the arena as it was', () => {
  const kernels = createKernels({ arenaBytes, blas: 'none' });
  const used = kernels.usedBytes;
  expect(measureGemm(kernels, { seconds: 0.01, shape: { m: 16, n: 64, k: 64 } }).gflops).toBeGreaterThan(0);
  expect(kernels.usedBytes).toBe(used);
});

describe('a worker thread', () => {
  const choices: readonly KernelsOptions[] = [{ blas: 'none' }, { blas: 'none', wasmGemm: 'portable' }, {}];

  test.each(choices)('multiplies to the same bits as the main thread, with %o', async (options) => {
    const fill = (i: number) => Math.sin(i);
    const kernels = createKernels({ arenaBytes, ...options });
    const [a, b] = [61 * 301, 301 * 53].map((length) =>
      placed(
        kernels,
        Float32Array.from({ length }, (_, i) => fill(i)),
      ),
    );
    const c = kernels.float32(61 * 53);
    kernels.gemm('n', 'n', 61, 53, 301, 1, a!, b!, 0, c);
    const script = `
      import { parentPort, workerData } from 'node:worker_threads';
      import { createKernels } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const kernels = createKernels(workerData.options);
      const [a, b] = [workerData.a, workerData.b].map((values) => {
        const array = kernels.float32(values.length);
        array.set(values);
        return array;
      });
      const c = kernels.float32(61 * 53);
      kernels.gemm('n', 'n', 61, 53, 301, 1, a, b, 0, c);
      parentPort.postMessage({ c: c.slice(), implementation: kernels.gemmImplementation });
    `;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), {
      workerData: { options: { arenaBytes, ...options }, a: a!.slice(), b: b!.slice() },
    });
    const [answer] = await Promise.all([
      new Promise<{ c: Float32Array; implementation: unknown }>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
      new Promise((resolve) => worker.once('exit', resolve)),
    ]);
    expect(answer.implementation).toEqual(kernels.gemmImplementation);
    expect(answer.c).toEqual(c.slice());
  });
});
