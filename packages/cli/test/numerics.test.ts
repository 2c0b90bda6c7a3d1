import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { lastLine, rgflow, rgflowHere, tiny as two } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000 });

/** One network of the two. */
const tiny = [...two, '--set', 'network.sigmaW2=1'];
const folder = mkdtempSync(join(tmpdir(), 'rgflow-numerics-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

it('names with each table what multiplied its matrices', async () => {
  vi.stubEnv('RGFLOW_BLAS', 'none');
  const store = ['--store', 'wasm.duckdb'];
  expect((await rgflow(['run', ...tiny, ...store], folder)).code).toBe(0);
  for (const table of ['training', 'kl_layer', 'kl_fit']) {
    const { stdout } = await rgflowHere(['sql', `select distinct numerics from ${table}`, ...store], folder);
    expect(stdout).toMatch(/^numerics\nrgflow WASM (relaxed )?SIMD( \((un)?fused\))?\n$/);
  }
  const { stdout } = await rgflowHere(['explain', ...tiny, 'kl@{sigmaW2=1,snapshot=final}', ...store], folder);
  expect(stdout).toMatch(/computed: activations with rgflow WASM .*, train with rgflow WASM/);
});

const gemm = await gemmWith(undefined);
const obeys =
  gemm.inUse.kind === 'blas' && gemm.openBlas !== null && (await gemmWith('Nehalem')).inUse.kernel === 'Nehalem';

interface Gemm {
  readonly inUse: { readonly kind: string; readonly name: string; readonly kernel: string | null };
  readonly openBlas: object | null;
}

/** What the doctor says of it. */
async function gemmWith(coreType: string | undefined): Promise<Gemm> {
  vi.stubEnv('OPENBLAS_CORETYPE', coreType);
  try {
    return JSON.parse((await rgflow(['doctor', '--json'], folder)).stdout).gemm;
  } finally {
    vi.unstubAllEnvs();
  }
}

// Where OpenBLAS knows the processor, the kernel is the one that it picks.
it.skipIf(!obeys)(
  'trains with a kernel for this processor, plan and later epochs too, or with the one that is named',
  async () => {
    const { kernel } = gemm.inUse;
    expect(kernel).not.toMatch(/Prescott|Nehalem|Barcelona|Unknown/i);
    const store = ['--store', 'kernels.duckdb'];
    const asked = ['sql', 'select distinct numerics from training', ...store];
    const longer = [...tiny, '--set', 'training.epochs=2', ...store];

    vi.stubEnv('OPENBLAS_CORETYPE', undefined);
    expect((await rgflow(['run', ...two, ...store, '--jobs', '2'], folder)).code).toBe(0);
    const { stdout: first } = await rgflowHere(asked, folder);
    expect(first).toBe(`numerics\n${gemm.inUse.name} (${kernel})\n`);
    expect((await rgflow(['plan', ...longer], folder)).stderr).not.toMatch('would go on with');

    vi.stubEnv('OPENBLAS_CORETYPE', 'Nehalem');
    const refused = await rgflow(['run', ...longer], folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/would go on with .* \(Nehalem\) from .* OPENBLAS_CORETYPE the kernel of OpenBLAS/);
    // The variable is in no key.
    expect(lastLine(await rgflow(['run', ...tiny, ...store], folder))).toMatch(/executed 0/);
    expect((await rgflow(['run', ...tiny, '--store', 'nehalem.duckdb'], folder)).code).toBe(0);
    const { stdout: named } = await rgflowHere(
      ['sql', 'select distinct numerics from training', '--store', 'nehalem.duckdb'],
      folder,
    );
    expect(named).toBe(`numerics\n${gemm.inUse.name} (Nehalem)\n`);
    const { stdout: doctor } = await rgflow(['doctor'], folder);
    if (kernel === 'Haswell' || kernel === 'SkylakeX') expect(doctor).toContain(`set OPENBLAS_CORETYPE=${kernel}.`);

    vi.stubEnv('OPENBLAS_CORETYPE', undefined);
    expect((await rgflow(['run', ...longer], folder)).code).toBe(0);
    expect((await rgflowHere(asked, folder)).stdout).toBe(first);
  },
);

// Where there is no BLAS there is nothing else to go on with.
it.skipIf(gemm.inUse.kind === 'wasm')('lets no training go on with another BLAS unasked', async () => {
  vi.stubEnv('RGFLOW_BLAS', 'none');
  const store = ['--store', 'both.duckdb'];
  expect((await rgflow(['run', ...tiny, ...store], folder)).code).toBe(0);
  vi.stubEnv('RGFLOW_BLAS', 'auto');
  const longer = [...tiny, '--set', 'training.epochs=2', ...store];
  const refusal = /train .* would go on with .* from what was made with rgflow WASM .*--numerics any/;
  expect((await rgflow(['plan', ...longer], folder)).stderr).toMatch(refusal);
  const refused = await rgflow(['run', ...longer], folder);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(refusal);
  const allowed = await rgflow(['run', ...longer, '--numerics', 'any'], folder);
  expect(allowed.code).toBe(0);
  expect(lastLine(allowed)).toMatch(/executed [1-9]/);
  expect(allowed.stderr).toMatch(/warning: results of this run were computed in different ways: .*train/);
  expect((await rgflow(['run', ...longer, '--numerics', 'same'], folder)).code).toBe(2);
});
