import { CommanderError } from 'commander';
import { type ExitCode, exitCode } from './exit-code.js';
import { reportFailure } from './failure.js';
import { completeProgram, createProgram, exitCodeOfCommander } from './program.js';

/**
 * Carries out a command line and sets the exit code of the process.
 *
 * @param words  What follows `rgflow`.
 */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.on('error', allowBrokenPipe);
  process.stderr.on('error', allowBrokenPipe);
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
    } else {
      const report = reportFailure(error, words.includes('--debug'));
      process.stderr.write(report.text);
      code = report.exitCode;
    }
  }
  process.exitCode = code;
}

/** `rgflow sql … | head` closes our output before we are done, which is no fault; a run then goes on unheard. */
function allowBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
