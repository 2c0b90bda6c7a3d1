import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKernels } from '../src/index.js';
import { borrowing } from './backends.js';

interface Block {
  readonly key: readonly [number, number];
  readonly first: number;
  readonly bits: readonly number[];
}

const kernels = createKernels({ arenaBytes: 2 ** 23, blas: 'none' });
// Written by test/expected/normals.js of @rgflow/random.
const { blocks }: { blocks: Block[] } = JSON.parse(
  readFileSync(new URL('./expected/normals.json', import.meta.url), 'utf8'),
);

test.each(blocks.map((block) => [block.first, block] as const))(
  'normal numbers from element %i have the bits that @rgflow/random gives them',
  (_, { key, first, bits }) => {
    borrowing(kernels, () => {
      const out = kernels.float32(bits.length);
      kernels.fillNormals(key, first, 0, 1, out);
      expect([...new Uint32Array(out.buffer, out.byteOffset, out.length)]).toEqual(bits);
    });
  },
);

test('an element does not depend on where filling began or ended, and nothing around is written', () => {
  borrowing(kernels, () => {
    const { key } = blocks[0]!;
    const all = kernels.float32(50);
    kernels.fillNormals(key, 0, 0, 1, all);
    for (let first = 0; first < 50; first += 3) {
      for (let end = first; end <= 50; end++) {
        const out = kernels.float32(50).fill(7);
        kernels.fillNormals(key, first, 0, 1, out.subarray(first, end));
        expect([...out]).toEqual([...all].map((value, i) => (i >= first && i < end ? value : 7)));
      }
    }
  });
});

test('mean and standard deviation shift and scale the same numbers', () => {
  borrowing(kernels, () => {
    const { key } = blocks[0]!;
    const [standard, other] = [kernels.float32(33), kernels.float32(33)];
    kernels.fillNormals(key, 5, 0, 1, standard);
    kernels.fillNormals(key, 5, -2, 0.3, other);
    expect([...other]).toEqual([...standard].map((value) => Math.fround(0.3 * value - 2)));
  });
});

test('a first element that is no whole number is refused', () => {
  expect(() => kernels.fillNormals([1, 2], Number.NaN, 0, 1, kernels.float32(1))).toThrow('fillNormals: first is NaN');
});
