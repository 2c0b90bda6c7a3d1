import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import type { Command } from 'commander';

/** Has a command, and those below it, answer an unknown command or option as rgflow answers every unknown name. */
export function suggestNearestNames(command: Command): void {
  command.showSuggestionAfterError(false).configureOutput({
    outputError: (text, write) => write(text.replace(UNKNOWN, (said, kind, name) => said + near(command, kind, name))),
  });
  for (const below of command.commands) suggestNearestNames(below);
}

/** As commander says it. */
const UNKNOWN = /unknown (command|option) '([^']+)'/;

function near({ commands, options }: Command, kind: 'command' | 'option', given: string): string {
  if (kind === 'command') {
    return didYouMean(
      given,
      commands.map((command) => command.name()),
    );
  }
  return didYouMean(given, [...options.flatMap(({ long }) => long ?? []), '--help']);
}
