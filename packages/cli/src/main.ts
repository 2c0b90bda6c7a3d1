import type { PublishedStudy } from '@rgflow/studies';
import { CommanderError } from 'commander';
import { type ExitCode, exitCode } from './exit-code.js';
import { reportFailure } from './failure.js';
import { guardOutput, OutputClosed, outputFailed } from './output.js';
import { completeProgram, createProgram, exitCodeOfCommander } from './program.js';

/**
 * Carries out a command line and sets the exit code of the process.
 *
 * @param words  What follows `rgflow`.
 * @param more   Studies that are known besides those that come with rgflow.
 */
export async function main(words: readonly string[], more: readonly PublishedStudy[] = []): Promise<void> {
  guardOutput();
  if (more.length > 0) ((await import('@rgflow/studies')).studies as PublishedStudy[]).push(...more);
  let code: ExitCode = exitCode.ok;
  const exitWith = (carriedOut: ExitCode): void => {
    code = carriedOut;
  };
  const program = createProgram(exitWith);
  try {
    await completeProgram(program, words, exitWith);
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      code = exitCodeOfCommander(error);
    } else if (!(error instanceof OutputClosed)) {
      const report = reportFailure(error, words.includes('--debug'));
      process.stderr.write(report.text);
      code = report.exitCode;
    }
  }
  process.exitCode = code;
  // What was written last may be refused after this.
  process.on('exit', () => {
    if (outputFailed() && CARRIED_OUT.has(process.exitCode)) process.exitCode = exitCode.usage;
  });
}

/** The exit codes of a command that did what it was asked to. */
const CARRIED_OUT: ReadonlySet<unknown> = new Set([exitCode.ok, exitCode.workToDo]);
