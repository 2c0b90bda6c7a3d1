import { statSync } from 'node:fs';

/** The code of a run as it was when its keys were made: what worker threads execute, and what they watch. */
export interface CodeSnapshot {
  /** Every module, by its file URL. */
  readonly sources: ReadonlyMap<string, ModuleSource>;
  /** File URL of the module that calls stages. */
  readonly encoder: string;
  /** By the name of a stage: the other files behind its key (WASM, data, manifests of packages), with what they were. */
  readonly watched: Readonly<Record<string, WatchedFiles>>;
}

/** An ES module as it was read for the keys. */
export interface ModuleSource {
  readonly source: string;
  /** The URLs that the words lead to by which it imports. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Signatures of files by path. */
export type WatchedFiles = Readonly<Record<string, string>>;

/**
 * What tells that a file was written: its size and time stamps, 'absent' if it is not there. The time of a change of its
 * inode, which nobody can set back, counts only where `own`: package managers link the files of packages elsewhere, which
 * changes it.
 */
export function signatureOf(path: string, own: boolean): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (found === undefined) return 'absent';
  const { size, ino, mtimeNs, ctimeNs } = found;
  return [own ? 'own' : 'package', size, ino, mtimeNs, own ? ctimeNs : ''].join(' ');
}

/** The files that are no longer what they were. */
export function changedFiles(watched: WatchedFiles): readonly string[] {
  return Object.keys(watched).filter((path) => {
    const before = watched[path]!;
    return signatureOf(path, !before.startsWith('package')) !== before;
  });
}
