import { systemError } from '@rgflow/pipeline/system-error';
import { type ExitCode, exitCode } from './exit-code.js';

/** What a person reads when a command fails, and what the shell is told. */
interface FailureReport {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * The message of an expected error alone; with `debug`, or for an error nobody expected, the stack as well.
 *
 * What a person can mend carries the class of its failure, so that saying "unknown study" does not load the database.
 */
export function reportFailure(error: unknown, debug: boolean): FailureReport {
  const code = expectedCode(error);
  const message = systemError(error) ?? (error instanceof Error ? error.message : String(error));
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  if (code !== null) return { text: `${debug ? stack : message}\n`, exitCode: code };
  const advice = debug ? '' : '\nThis is a fault of rgflow; `--debug` shows where it comes from.';
  return { text: `rgflow: ${debug ? stack : message}${advice}\n`, exitCode: exitCode.failed };
}

/** The exit code of each class of failure, which an error carries from where it is thrown. */
const codeOfFailure: Readonly<Record<string, ExitCode>> = {
  usage: exitCode.usage,
  'store-in-use': exitCode.storeInUse,
  'store-damaged': exitCode.storeDamaged,
};

/** What the system says of files and programs is the user's to mend as well. */
function expectedCode(error: unknown): ExitCode | null {
  if (!(error instanceof Error)) return null;
  if ('failure' in error) return codeOfFailure[String(error.failure)] ?? null;
  return systemError(error) === null ? null : exitCode.usage;
}
