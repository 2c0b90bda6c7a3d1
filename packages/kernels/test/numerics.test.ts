import { describe, expect, test } from 'vitest';
import { createKernels, findBlas, numericsOf } from '../src/index.js';

const arenaBytes = 1 << 24;

describe('what rounds products is named', () => {
  test('by the SIMD of the WASM gemm, where it may round twice with what it does here', () => {
    expect(numericsOf(createKernels({ arenaBytes, blas: 'none', wasmGemm: 'portable' }))).toBe('rgflow WASM SIMD');
    expect(numericsOf(createKernels({ arenaBytes, blas: 'none' }))).toMatch(
      /^rgflow WASM (SIMD|relaxed SIMD \((un)?fused\))$/,
    );
  });

  test('fused if a product is added before it is rounded', () => {
    const kernels = createKernels({ arenaBytes, blas: 'none' });
    const [a, b, c] = [kernels.float32(2), kernels.float32(2), kernels.float32(1)];
    // 0.1 x 10 - 1 in float32: nothing, unless the product keeps its digits.
    a.set([-1, 0.1]);
    b.set([1, 10]);
    kernels.gemm('n', 'n', 1, 1, 2, 1, a, b, 0, c);
    expect(numericsOf(kernels).includes('(fused)')).toBe(c[0] !== 0);
  });

  test.skipIf(findBlas('auto').blas === null)('by the library and the kernel it chose', () => {
    const { name, kernel } = findBlas('auto').blas!;
    expect(numericsOf(createKernels({ arenaBytes, blas: 'auto' }))).toBe(
      kernel === null ? name : `${name} (${kernel})`,
    );
  });
});
