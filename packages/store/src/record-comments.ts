import { identifier, literal } from './sql-text.js';

/** What a table of the store itself holds, and each of its columns, with the unit. */
interface RecordTable {
  readonly about: string;
  readonly columns: Readonly<Record<string, string>>;
}

const KEY = 'key of the result: SHA-256, in hexadecimal, of all that went into it';
const RUN = 'the run, as `run` has it';
const CELL = 'parameters of the instance and of all upstream of it, as a JSON object by camelCase name';

/** The one place that says what the tables of the record mean; those of studies are described by their studies. */
export const RECORD_TABLES: Readonly<Record<string, RecordTable>> = {
  run: {
    about: 'runs of studies',
    columns: {
      run_id: 'its id: the time of its beginning and what tells it from others',
      study: 'the study of the run',
      name: 'what its results are called; the plain tables show those that are called as their study',
      config: 'configuration after --set, as JSON: the file, params, sweep, shard',
      started_at: 'when it began, UTC, by the clock of its machine',
      ended_at: 'when it ended, UTC; NULL while it goes on',
      status: 'running, complete, partial (something failed) or interrupted (stopped or killed)',
      provenance: 'where and with what it was made, as JSON: versions, machine, commit; never part of a key',
      sequence:
        'numbers the runs of the store in the order in which they began: those of one machine whatever its clock said, merged ones by their times',
    },
  },
  newest_run: {
    about:
      'of each name of results the run that is shown: the newest that has ended, a part of a sweep only if there is no run of the whole, ' +
      'and one that `merge` made a mixture of two numerics only if there is none that is not',
    columns: {
      study: 'the study of the run',
      name: 'what its results are called',
      run_id: RUN,
      sequence: 'its number in `run`',
      whole: 'false for a shard, and for shards that were joined while others were missing',
    },
  },
  run_stage: {
    about: 'what became of each instance of each run',
    columns: {
      run_id: RUN,
      recipe_key: `${KEY}; NULL where it had none because something upstream failed`,
      stage: 'name of the stage',
      cell: CELL,
      outcome: 'executed, hit (it was there), failed or skipped (something upstream failed)',
      reason: 'why it was executed, for people; empty for a hit, unless on a result of accepted earlier code',
    },
  },
  recipe: {
    about: 'results: what was executed with success, by the key of what went in',
    columns: { recipe_key: KEY, stage: 'name of the stage', preimage: 'everything that entered the key, as JSON' },
  },
  execution: {
    about: 'executions, also those that failed',
    columns: {
      execution_id: 'its id',
      run_id: RUN,
      recipe_key: KEY,
      status: 'ok or failed',
      attempt: 'counts the tries of one run, from 1',
      started_at: 'when it began, UTC',
      wall_ms: 'ms; wall time',
      cpu_ms: 'ms; processor time of its thread; NULL where the system does not tell, and of one that failed',
      max_rss_bytes: 'bytes; largest memory of the whole process until its end',
      error: 'message and stack of the failure; NULL if there was none',
      provenance: 'with what it was made, as JSON',
    },
  },
  output: {
    about: 'outputs of results: tables, and lists of tensors',
    columns: {
      recipe_key: KEY,
      name: 'name of the output; of a table the name of its SQL table',
      digest: 'SHA-256, in hexadecimal, of its Arrow IPC bytes; of tensors, of their digests in order',
      kind: 'table or tensor',
      rows: 'rows of the table; of tensors the sum of their first dimensions',
      bytes: 'bytes; length of its objects',
    },
  },
  tensor: {
    about:
      'tensors, also those that are not kept, with what most questions need: tensor_values(digest) has the numbers of a kept one',
    columns: {
      recipe_key: KEY,
      name: 'name of the output',
      layer: 'which of the tensors of the output; of networks the layer, from 0',
      dtype: 'float32, float64, int32 or uint8',
      shape: 'lengths of its dimensions, the slowest first',
      mean: 'in the unit of the tensor; mean of its entries',
      variance: 'in the unit of the tensor squared; population variance of its entries',
      min: 'in the unit of the tensor; least entry',
      max: 'in the unit of the tensor; largest entry',
      digest: 'SHA-256, in hexadecimal, of its Arrow IPC bytes: the object that holds it, if it is kept',
    },
  },
  numerics: {
    about: 'with what results were computed where no key says it',
    columns: {
      recipe_key: KEY,
      stage: 'the stage, of the result or upstream of it, that was computed so',
      numerics: 'the library that multiplied matrices, and its kernel',
    },
  },
  object: {
    about: 'what is kept: the bytes of tables and tensors',
    columns: {
      digest: 'SHA-256 of the bytes, in hexadecimal',
      arrow: 'the bytes: one Arrow IPC stream',
      bytes: 'bytes; their number',
      last_used_at: 'when a run that made or used it last ended, or at most a day before, UTC',
    },
  },
  warning: {
    about: 'what runs warned of',
    columns: {
      run_id: RUN,
      recipe_key: `${KEY}; NULL for a whole stage or run`,
      stage: 'name of the stage; NULL for the whole run',
      cell: `${CELL}; NULL for a whole stage or run`,
      message: 'the warning, for people',
    },
  },
  audit: {
    about: 'what audits found of hits that were executed again',
    columns: {
      run_id: 'the run that audited',
      recipe_key: KEY,
      stage: 'name of the stage',
      cell: CELL,
      output: 'the output; NULL where it failed or could not be checked',
      outcome: 'equal, different, failed or unchecked',
      recorded: 'digest that is recorded of the output',
      found: 'digest that the execution gave',
      largest_difference:
        'in the unit of the output; largest |a - b| of two numbers in one place; NULL where it is not one of numbers',
      note: 'where it is, what else differs, or why nothing was compared',
    },
  },
  acceptance: {
    about: 'changes of code that somebody said changed no result',
    columns: {
      acceptance_id: 'its id',
      stage: 'name of the stage',
      from_code: 'the code that gave the results, as JSON',
      to_code: 'the code that they count for, as JSON',
      because: 'why the change is harmless, by whoever says so',
      accepted_by: 'who said so',
      accepted_at: 'when, UTC',
      taken_back_by: 'who took it back; NULL if nobody has',
      taken_back_at: 'when, UTC; NULL if nobody has',
    },
  },
  variant: {
    about: 'outputs that merged stores, or a cache, had under one key with two digests; the first was kept',
    columns: {
      recipe_key: KEY,
      stage: 'name of the stage',
      output: 'name of the output',
      kept: 'digest that is recorded of the output here',
      other: 'digest that the other store had',
      kept_numerics: 'with what the kept one was computed: what multiplied matrices, Node, the platform',
      other_numerics: 'the same of the other',
      store: 'the store, or the cache, that had the other',
      found_at: 'when it was found, UTC',
    },
  },
  refinement: {
    about:
      'what runs added to their sweeps from their results, round by round, and why they stopped: further values of an axis, further seeds',
    columns: {
      run_id: `${RUN}; each has all rounds up to its own`,
      name: 'what its results are called',
      round: 'counts the rounds from 1; of what was not added, the last round',
      rule: 'bisect, zoom or line, which add values of an axis, or replicate, which adds seeds',
      outcome: 'added, or done: nothing further is added there',
      parameter: 'the parameter that got further values, by its dotted path',
      value:
        'in the unit of the parameter; the value added; of seeds, how many there are with those added; NULL where it is done',
      cell: 'values of the other parameters that are varied, as a JSON object by dotted path',
      reason: 'why, for people',
      lower: 'in the unit of the parameter; the neighbour below; NULL if there is none',
      upper: 'in the unit of the parameter; the neighbour above; NULL if there is none',
      result_lower: 'in the unit of the result; its mean over seeds at the neighbour below',
      result_upper: 'in the unit of the result; its mean over seeds at the neighbour above',
      seeds: 'how many seeds had a result when it was decided; NULL where an axis is refined',
      result: 'in the unit of the result; its mean over these seeds',
      result_se: 'in the unit of the result; the standard error of this mean; NULL of fewer than two',
    },
  },
  tag: {
    about: 'names that runs were given so that they are kept',
    columns: { tag: 'the name', run_id: RUN, tagged_at: 'when it was given, UTC' },
  },
};

/** The statements that put the comments on tables or views of the record; those of `names`, if given. */
export function commentRecords(names: readonly string[] = Object.keys(RECORD_TABLES)): string {
  const statements = names.flatMap((name) => {
    const { about, columns } = RECORD_TABLES[name]!;
    const kind = TABLES.has(name) ? 'TABLE' : 'VIEW';
    return [
      `COMMENT ON ${kind} main.${identifier(name)} IS ${literal(about)}`,
      ...Object.entries(columns).map(
        ([column, text]) => `COMMENT ON COLUMN main.${identifier(name)}.${identifier(column)} IS ${literal(text)}`,
      ),
    ];
  });
  return `${statements.join(';\n')};`;
}

/** The others are views. */
const TABLES = new Set(['run', 'warning', 'audit', 'acceptance', 'variant', 'refinement', 'tag']);
