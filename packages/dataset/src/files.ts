import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type FileRole = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

/** The names the four files are published under. */
export const fileNames: Readonly<Record<FileRole, string>> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/** The four files in the order in which they are read. */
export const fileRoles: readonly FileRole[] = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

/** The path of one of the four files in a folder under any of its usual names, or null. */
export function findFile(folder: string, role: FileRole): string | null {
  return (
    candidates(role)
      .map((name) => join(folder, name))
      .find((path) => existsSync(path)) ?? null
  );
}

/** `train-images-idx3-ubyte` is also met as `train-images.idx3-ubyte`, each also with `.gz`. */
export function candidates(role: FileRole): readonly string[] {
  const name = fileNames[role];
  const dotted = name.replace('-idx', '.idx');
  return [name, dotted, `${name}.gz`, `${dotted}.gz`];
}
