import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKernels } from '../src/index.js';
import { hasBlas } from './backends.js';

const MAPPINGS = '/proc/self/smaps';

/** Bytes of the mappings of this process for which huge pages were asked for. */
function advisedBytes(): number {
  return readFileSync(MAPPINGS, 'utf8')
    .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
    .filter((mapping) => /^VmFlags:.* hg\b/m.test(mapping))
    .reduce((sum, mapping) => sum + 1024 * Number(/^Size: +(\d+) kB/m.exec(mapping)![1]), 0);
}

test.skipIf(!hasBlas || !existsSync(MAPPINGS))('the arena of a BLAS asks for huge pages', () => {
  const before = advisedBytes();
  const kernels = createKernels({ arenaBytes: 2 ** 26 });
  expect(advisedBytes() - before).toBe(kernels.capacityBytes);
});
