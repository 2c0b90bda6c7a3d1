import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemError } from '@rgflow/pipeline/system-error';
import type { Sink } from '@rgflow/store';

/** Nobody takes what we print any more, and why has been said, if it is to be said. */
export class OutputClosed extends Error {}

/** What became of the standard output; null while it takes what comes. */
let failure: NodeJS.ErrnoException | null = null;

/**
 * Has what goes wrong with the standard output said once, instead of ending the program in the midst of its work: a run
 * goes on, its results are in the store. A reader that has enough (`rgflow sql … | head`) is no fault.
 */
export function guardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failure === null && error.code !== 'EPIPE') {
      process.stderr.write(`standard output: ${systemError(error) ?? error.message}\n`);
    }
    failure ??= error;
  });
  // What cannot be said there cannot be said at all.
  process.stderr.on('error', () => undefined);
}

/** Whether something that was printed is lost. */
export function outputFailed(): boolean {
  return failure !== null && failure.code !== 'EPIPE';
}

/** The standard output, no faster than it is taken. @throws {OutputClosed} once nobody takes it. */
export const standardOutput: Sink = async (part) => {
  const { stdout } = process;
  if (failure === null && !stdout.write(part)) {
    // An error, which is told elsewhere, ends the waiting too.
    await once(stdout, 'drain').catch(() => undefined);
  }
  if (failure !== null) throw new OutputClosed();
};

/**
 * A file, which is there as soon as it is whole: what breaks off leaves nothing, and what was there before. What is no
 * file (a pipe, a device) is written as it comes.
 */
export async function writeInto(path: string, write: (sink: Sink) => Promise<void>): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const whole = there === undefined || there.isFile();
  const target = whole ? join(dirname(path), `.${basename(path)}.${process.pid}`) : path;
  try {
    const file = await open(target, whole ? 'wx' : 'w').catch((error: unknown) => Promise.reject(named(error, path)));
    try {
      await write(async (part) => {
        await file.writeFile(part).catch((error: unknown) => Promise.reject(named(error, path)));
      });
    } finally {
      await file.close();
    }
    if (whole) await rename(target, path);
  } finally {
    if (whole) await rm(target, { force: true });
  }
}

/** An error of the system, about the file that was asked for. */
function named(error: unknown, path: string): unknown {
  return error instanceof Error && 'code' in error ? Object.assign(error, { path }) : error;
}
