import { tag as tagRun, tags, untag } from '@rgflow/workbench/keeping';
import { UsageError } from '@rgflow/workbench/usage-error';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface TagOptions {
  readonly store?: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

/** Gives a tag to a run, takes one away, or lists them. */
export async function tag(
  name: string | undefined,
  run: string | undefined,
  { remove, json, ...options }: TagOptions,
): Promise<ExitCode> {
  const { stdout } = process;
  if (name === undefined) {
    const all = await tags(options);
    const rows = all.map((each) => [each.tag, each.runId, each.study]);
    const headers = ['tag', 'run', 'study'].map((header) => ({ header, align: 'left' as const }));
    const table = all.length === 0 ? 'no tags' : textTable(headers, rows, colorsFor(stdout));
    stdout.write(`${json === true ? JSON.stringify(all) : table}\n`);
  } else if (remove === true) {
    await untag(name, options);
    stdout.write(`${name}: taken away\n`);
  } else {
    if (run === undefined)
      throw new UsageError(`tag ${name}: give a run as well, its id or a study; \`rgflow runs\` lists them.`);
    stdout.write(`${await tagRun(name, run, options)} has the tag ${name}; \`gc\` keeps what it uses\n`);
  }
  return exitCode.ok;
}
