import { type Command, Option } from 'commander';
import type { ExitCode } from './exit-code.js';
import { collect, engineOption, example, forceOption, positiveInteger, setOption, storeOption } from './options.js';

/**
 * The command that hands a sweep to a cluster.
 *
 * @param exitWith  Told the exit code of the command that was carried out.
 */
export function addClusterCommands(program: Command, exitWith: (code: ExitCode) => void): void {
  program
    .command('submit')
    .summary('hand a sweep to Slurm: an array of shards, then their merge')
    .description(
      'Hands a sweep to Slurm: an array job of its shards, each with a store of its own, and a job that merges them when the array has ' +
        'ended. Submitted again, it restarts only what is missing. With --status says how it stands, from Slurm and from the stores: exit ' +
        'code 0 if all shards are complete, 1 if something failed or is missing, 10 while something waits or runs.',
    )
    .argument('[study]', 'name of a study, or path of a study file')
    .option('--slurm', 'to Slurm, by sbatch')
    .option('--shards <n>', 'in so many shards', positiveInteger)
    .option('--dry-run', 'print the scripts and submit nothing')
    .option('--status', 'say how it stands')
    .addOption(setOption())
    .addOption(forceOption())
    .addOption(engineOption())
    .option('--name <name>', 'what to call the results (default: as the study file says)')
    .addOption(storeOption())
    .option(
      '--folder <folder>',
      'where the shards have their stores, seen by all nodes (default: submitted/<name> beside the store)',
    )
    .option('--partition <partition>', 'of Slurm')
    .option('--time <time>', 'of each task, as Slurm writes it: 12:00:00')
    .option('--memory <memory>', 'of each task, as Slurm writes it: 4G')
    .option(
      '--cpus <n>',
      'processors of each task, and instances that run in it at one time (default: 1)',
      positiveInteger,
    )
    .option('--at-once <k>', 'tasks that run at one time, at most', positiveInteger)
    .option('--sbatch <option>', 'a further option of sbatch, as account=physics (repeatable)', collect)
    .addOption(
      new Option(
        '--numerics <which>',
        "'any' lets a training go on with another BLAS than it began with: where nodes have different ones",
      ).choices(['any']),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      example('rgflow submit trainability --slurm --shards 40 --at-once 10 --time 12:00:00 --dry-run'),
    )
    .action(async (study: string | undefined, options) =>
      exitWith(await (await import('./commands/submit.js')).submit(study, options)),
    );
}
