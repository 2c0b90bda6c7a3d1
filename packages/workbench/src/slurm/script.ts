import { shellText, shellWord } from '@rgflow/pipeline/shell-text';

/** What is asked of Slurm for the shards of a sweep. */
export interface SlurmOptions {
  readonly partition?: string | undefined;
  /** As Slurm writes times: '12:00:00', '2-00'. */
  readonly time?: string | undefined;
  /** As Slurm writes memory, of each task: '4G'. */
  readonly memory?: string | undefined;
  /** Tasks that run at one time, at most. */
  readonly atOnce?: number | undefined;
  /** Processors of a task; as many instances run in it at one time. */
  readonly cpus?: number | undefined;
  /** Further options of sbatch, without their dashes: 'account=physics'. */
  readonly sbatch?: readonly string[] | undefined;
}

/** The two jobs of a submission. */
export interface SlurmJobs {
  readonly name: string;
  /** Where shards have their stores, and jobs write what they say. */
  readonly folder: string;
  readonly target: string;
  readonly parts: number;
  /** The shards that are to run. */
  readonly tasks: readonly number[];
  /** The words that start rgflow: Node and the program. */
  readonly program: readonly string[];
  /** What follows `run`, but for shard, store and jobs. */
  readonly words: readonly string[];
  readonly slurm: SlurmOptions;
}

/**
 * The array of shards. Each attempt of a task has a store of its own, named by its job and by how often that was restarted:
 * a step that Slurm believes dead may still run and write, and then nobody else writes there. What earlier attempts have
 * finished is merged first, as far as they can be read.
 */
export function arrayScript({ name, folder, parts, tasks, program, words, slurm }: SlurmJobs): string {
  const { atOnce, cpus = 1, time } = slurm;
  const atMost = atOnce === undefined ? '' : `%${atOnce}`;
  const rgflow = shellText(program);
  return `${[
    '#!/bin/bash',
    ...sbatchLines(
      [
        `job-name=rgflow-${name}`,
        `array=${ranges(tasks)}${atMost}`,
        `output=${folder}/shard-%a.log`,
        'open-mode=append',
        'requeue',
        `cpus-per-task=${cpus}`,
        // A minute before the time is over: what is running is finished, and nothing new begun.
        ...(time === undefined ? [] : ['signal=B:TERM@60']),
      ],
      slurm,
    ),
    'shopt -s nullglob',
    `cd ${shellWord(folder)} || exit 2`,
    'shard=$SLURM_ARRAY_TASK_ID',
    '[ -n "$SLURM_RESTART_COUNT" ] || SLURM_RESTART_COUNT=0',
    'store=shard-$shard.$SLURM_JOB_ID.$SLURM_RESTART_COUNT.duckdb',
    'set -- shard-"$shard".*.duckdb',
    'if [ "$#" -gt 0 ]; then',
    `  ${rgflow} merge "$@" --store "$store"`,
    'fi',
    `exec ${[rgflow, 'run', ...words.map(shellWord)].join(' ')} --shard "$shard/${parts}" --store "$store" --jobs ${cpus}`,
  ].join('\n')}\n`;
}

/** What is done when the array has ended, however it did: all stores are merged into one. */
export function mergeScript({ name, folder, target, program, slurm }: SlurmJobs): string {
  const { time: _, ...others } = slurm;
  return `${[
    '#!/bin/bash',
    ...sbatchLines(
      [`job-name=rgflow-${name}-merge`, `output=${folder}/merge.log`, 'open-mode=append', 'requeue'],
      others,
    ),
    'shopt -s nullglob',
    `cd ${shellWord(folder)} || exit 2`,
    'set -- shard-*.duckdb',
    '[ "$#" -gt 0 ] || { echo "no shard has a store yet"; exit 1; }',
    `${shellText(program)} merge "$@" --store ${shellWord(target)}`,
    'code=$?',
    '# A store that is in use is that of a step which Slurm believes dead: its shard ran again, in another.',
    '[ "$code" -eq 3 ] && code=0',
    'exit "$code"',
  ].join('\n')}\n`;
}

function sbatchLines(
  options: readonly string[],
  { partition, time, memory, sbatch = [] }: SlurmOptions,
): readonly string[] {
  return [
    ...options,
    ...(partition === undefined ? [] : [`partition=${partition}`]),
    ...(time === undefined ? [] : [`time=${time}`]),
    ...(memory === undefined ? [] : [`mem=${memory}`]),
    ...sbatch,
  ].map((option) => `#SBATCH --${inOneWord(option.replace(/^-+/, ''))}`);
}

/** A path may have blanks in it. */
function inOneWord(option: string): string {
  const [name, ...value] = option.split('=');
  return /\s/.test(option) ? `${name}="${value.join('=')}"` : option;
}

/** Numbers as Slurm writes them: 1,3,5-8. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    let end = i;
    while (numbers[end + 1] === numbers[end]! + 1) end++;
    parts.push(end === i ? String(numbers[i]) : `${numbers[i]}-${numbers[end]}`);
    i = end + 1;
  }
  return parts.join(',');
}

/** The numbers again, of a text that may end in %k. */
export function numbersOf(text: string): readonly number[] {
  return text
    .replace(/%.*$/, '')
    .split(',')
    .flatMap((part) => {
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      if (from === undefined) return [];
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
    });
}
