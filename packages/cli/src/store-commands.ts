import { type Command, Option } from 'commander';
import type { ExitCode } from './exit-code.js';
import { collect, example, memoryOption, positiveInteger, storeOption, tolerance } from './options.js';

/**
 * The commands for living with a store: what is in it, whether it is whole, what to keep of it.
 *
 * @param exitWith  Told the exit code of the command that was carried out.
 */
export function addStoreCommands(program: Command, exitWith: (code: ExitCode) => void): void {
  program
    .command('runs')
    .summary('list the runs of a store')
    .description('Lists the runs of a store, the newest first, also while one goes on.')
    .option('--study <study>', 'only the runs of this study, or whose results have this name')
    .option('-n, --most <n>', 'at most so many', positiveInteger, 20)
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow runs --study quickstart'))
    .action(async (options) => exitWith(await (await import('./commands/runs.js')).runs(options)));

  program
    .command('status')
    .summary('say how a run stands, also from another terminal')
    .description(
      'Says how the newest run stands, of those that have ended that which the tables show: from any terminal, of a run that goes on in another. Exit code 0 if it goes on or is ' +
        'complete, 1 if something failed or shards are missing, 130 if it was interrupted.',
    )
    .option('--study <study>', 'the run of this study, or of the results of this name')
    .option('-w, --watch', 'say it again and again until the run has ended')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow status --watch'))
    .action(async (options) => exitWith(await (await import('./commands/status.js')).status(options)));

  program
    .command('logs')
    .summary('say what is recorded of an instance: times, errors, warnings')
    .description(
      'Says what is recorded of the executions of matching instances: when, how long, how much memory, with what error and ' +
        'stack; of the newest run that has them.',
    )
    .argument('<instance>', "a stage, or some of its instances as 'kl@{sigmaW2=1.5,seed=0}'")
    .option('--run <run>', 'of this run: its id, the beginning of one, or a study')
    .option('--failed', 'only those that failed')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example("rgflow logs 'train@{sigmaW2=1.5}'"))
    .action(async (instance: string, options) =>
      exitWith(await (await import('./commands/logs.js')).logs(instance, options)),
    );

  program
    .command('retry')
    .summary('run again what failed in a run')
    .description(
      'Runs the study of an earlier run as it was configured then: what succeeded is a hit, what failed is run again, and what ' +
        'was skipped for it.',
    )
    .argument('[run]', 'its id, the beginning of one, or a study (default: the newest in which something failed)')
    .requiredOption('--failed', 'what failed')
    .option('-j, --jobs <n>', 'instances to run at the same time (default: one per core)', positiveInteger)
    .addOption(memoryOption())
    .addOption(storeOption())
    .option('--json', 'print events and the result as lines of JSON')
    .addHelpText('after', example('rgflow retry --failed'))
    .action(async (run: string | undefined, options) =>
      exitWith(await (await import('./commands/retry.js')).retry(run, options)),
    );

  program
    .command('diff')
    .summary('compare two runs: keys, then numbers')
    .description(
      'Compares two runs of a store: their keys, and what has other keys number by number. Numbers agree if |a - b| <= atol + ' +
        'rtol max(|a|, |b|). Exit code 1 if something differs, or only one of the runs has it.',
    )
    .argument('<runA>', 'its id, the beginning of one, or a study, of which it is the newest run')
    .argument('<runB>', 'the other')
    .option('--rtol <tolerance>', 'relative tolerance of numbers (default: 0)', tolerance)
    .option('--atol <tolerance>', 'absolute tolerance of numbers (default: 0)', tolerance)
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow diff 20261126T2 20261127T0 --rtol 1e-9'))
    .action(async (a: string, b: string, options) =>
      exitWith(await (await import('./commands/diff.js')).diff(a, b, options)),
    );

  program
    .command('export')
    .summary('write the tables of a run as Parquet, CSV or Arrow')
    .description(
      'Writes the tables of a run into a folder, a file each, with unit and meaning of each column and where the numbers come ' +
        'from: in the metadata of Parquet and Arrow, in <table>.csv.json beside a CSV.',
    )
    .argument('<run>', 'its id, the beginning of one, or a study, of which it is the newest run')
    .addOption(
      new Option('-f, --format <format>', 'of the files').choices(['parquet', 'csv', 'arrow']).default('parquet'),
    )
    .option('-o, --output <folder>', 'the folder (default: named as the run was)')
    .option('--table <table>', 'only this table (repeatable)', collect)
    .option('--crate', 'add datapackage.json and an RO-Crate 1.1 with the run as its process (Process Run Crate 0.5)')
    .option('--licence <licence>', 'licence of the tables, for the crate: an SPDX identifier (CC-BY-4.0) or an address')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow export quickstart --format csv --crate -o quickstart-tables'))
    .action(async (run: string, options) =>
      exitWith(await (await import('./commands/export.js')).exportTables(run, options)),
    );

  program
    .command('gc')
    .summary('drop the tensors that no kept run uses')
    .description(
      'Says which tensors no kept run uses, by study and output; with --apply drops them and gives their space back to the disk. ' +
        'Kept are of each study the newest run that has ended and those after it, and every run with a tag. Tables and records stay.',
    )
    .option('--apply', 'do it; else it is only said')
    .option(
      '--drop <tensors>',
      'tensors not to keep of kept runs either: weightVelocities, or of one study quickstart/weightVelocities (repeatable)',
      collect,
    )
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow gc --drop weightVelocities --apply'))
    .action(async (options) => exitWith(await (await import('./commands/gc.js')).gc(options)));

  program
    .command('tag')
    .summary('name a run, so that gc keeps what it uses')
    .description(
      'Gives a tag to a run, so that `gc` keeps what it uses and `forget` refuses it; without a name lists the tags.',
    )
    .argument('[tag]', 'the tag; if another run has it, it goes over')
    .argument('[run]', 'its id, the beginning of one, or a study, of which it is the newest run')
    .option('--remove', 'take the tag away')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow tag paper-figure-7 relative-entropy'))
    .action(async (tag: string | undefined, run: string | undefined, options) =>
      exitWith(await (await import('./commands/tag.js')).tag(tag, run, options)),
    );

  program
    .command('forget')
    .summary('forget runs, with what only they have used')
    .description('Forgets runs: what is recorded of them, and the results that no other run has used, with their rows.')
    .argument('[runs...]', 'their ids, or the beginnings of them')
    .option('--superseded', 'all runs that `gc` does not keep')
    .option('--study <study>', 'of these only the runs of this study, or whose results have this name')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow forget 20261126T2'))
    .action(async (runs: readonly string[], options) =>
      exitWith(await (await import('./commands/forget.js')).forget(runs, options)),
    );

  program
    .command('merge')
    .summary('add what other stores have')
    .description(
      'Adds to the store what others have and it has not: results by their keys, and runs; each store whole or not at all, again ' +
        'without harm. Nothing is taken of a store that does not verify (exit code 4). Then the shards of each sweep are joined to ' +
        'one run, so that the tables are those of one machine; without other stores, those that are here.',
    )
    .argument('[stores...]', 'the files of the other stores, which are only read')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow merge shards/*.duckdb --store data/sweep.duckdb'))
    .action(async (stores: readonly string[], options) =>
      exitWith(await (await import('./commands/merge.js')).merge(stores, options)),
    );

  program
    .command('salvage')
    .summary('save what can be read of a damaged store')
    .description(
      'Copies what can be read of a damaged store into a new one: every result that is whole. The damaged one stays as it is.',
    )
    .addOption(storeOption())
    .option('-o, --output <file>', 'the new store (default: <store>.salvaged.duckdb, beside it)')
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow salvage --store data/rgflow.duckdb -o data/saved.duckdb'))
    .action(async (options) => exitWith(await (await import('./commands/salvage.js')).salvage(options)));

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
