import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import { example, storeOption } from './options.js';

/**
 * The commands for living with a store: what is in it, whether it is whole, what to keep of it.
 *
 * @param exitWith  Told the exit code of the command that was carried out.
 */
export function addStoreCommands(program: Command, exitWith: (code: ExitCode) => void): void {
  program
    .command('verify')
    .summary('compare all that is in the store with its digests')
    .description(
      'Compares every object with its digest, and the rows of every table with the object that holds them; reads every table to ' +
        'its end. Exit code 4 if something is damaged: it is named, with what to do.',
    )
    .addOption(storeOption())
    .option('--drop', 'drop the objects that are damaged, so that the next run of a study makes them anew')
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow verify'))
    .action(async (options) => exitWith(await (await import('./commands/verify.js')).verify(options)));
}
