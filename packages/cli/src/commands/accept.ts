import type { AcceptedChange } from '@rgflow/workbench';
import { acceptStages, takeBackAcceptances } from '@rgflow/workbench/accept';
import { UsageError } from '@rgflow/workbench/usage-error';
import { type Colors, colorsFor } from '../colors.js';
import { differenceLines, short } from '../differences.js';
import { type ExitCode, exitCode } from '../exit-code.js';

export interface AcceptOptions {
  readonly because?: string;
  readonly all?: boolean;
  readonly study?: string;
  readonly from?: string;
  readonly undo?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

/** Marks the code changes of stages as harmless, or takes that back, and says what it comes to. */
export async function accept(stages: readonly string[], options: AcceptOptions): Promise<ExitCode> {
  const colors = colorsFor(process.stdout);
  if (options.undo === true) {
    const idle = (['because', 'from', 'study'] as const).find((name) => options[name] !== undefined);
    if (idle !== undefined) throw new UsageError(`accept --undo: --${idle} has no meaning there; leave it out`);
    const changes = await takeBackAcceptances(stages, options);
    print(
      options,
      changes,
      changes.map((change) => changeText(change, 'taken back: ', colors)),
    );
    return exitCode.ok;
  }
  const { accepted, refused } = await acceptStages(stages, options);
  const undo = options.all === true ? '--all' : accepted.map(({ stage }) => stage).join(' ');
  const texts = accepted.map(({ results, ...change }) => {
    return changeText(
      change,
      `${results} ${results === 1 ? 'result of earlier code counts' : 'results of earlier code count'}: `,
      colors,
    );
  });
  print(options, accepted, [...texts, colors.dim(`rgflow accept ${undo} --undo takes it back`)]);
  for (const { why } of refused) process.stderr.write(`${why}\n`);
  return exitCode.ok;
}

function print({ json }: AcceptOptions, changes: readonly unknown[], texts: readonly string[]): void {
  process.stdout.write(`${json === true ? JSON.stringify(changes) : texts.join('\n')}\n`);
}

function changeText(
  { stage, from, to, because, by, differences }: Omit<AcceptedChange, 'results'>,
  what: string,
  colors: Colors,
): string {
  const { bold, dim } = colors;
  return [
    `${bold(stage)}: ${what}"${because}" (${by}), ${short(from)} ${dim('→')} ${short(to)}`,
    ...differenceLines(differences, colors),
  ].join('\n');
}
