import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The bytes of an IDX file: two zero bytes, type, rank, dimensions, entries. */
export function idxBytes(shape: readonly number[], entries: readonly number[], type = 0x08): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = type;
  header[3] = shape.length;
  shape.forEach((length, axis) => {
    header.writeUInt32BE(length, 4 + 4 * axis);
  });
  return Buffer.concat([header, Uint8Array.from(entries)]);
}

/** Three images of 2 x 2 to train on, one to test on; labels 0 to 4. */
export const tinyFiles = {
  'train-images-idx3-ubyte': idxBytes([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]),
  'train-labels-idx1-ubyte': idxBytes([3], [0, 2, 1]),
  't10k-images-idx3-ubyte': idxBytes([1, 2, 2], [9, 9, 9, 9]),
  't10k-labels-idx1-ubyte': idxBytes([1], [4]),
} as const;

/** Runs `use` with a new folder holding these files; the folder is gone afterwards. */
export async function withFolder<T>(
  files: Readonly<Record<string, Uint8Array>>,
  use: (folder: string) => T | Promise<T>,
): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'rgflow-dataset-'));
  const folder = join(parent, 'tiny');
  mkdirSync(folder);
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return await use(folder);
  } finally {
    rmSync(parent, { recursive: true });
  }
}
