import { askFile, sqlLiteral } from './ask.js';
import { OWN_FILES } from './study-text.js';

/** The words that run a study again as a run of it was asked for, by the id of the run: all but where its store lay. */
export async function commandsOf(
  store: string,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await askFile(store)(
    `select run_id, study, name, config::varchar as config, (provenance -> '$.command')::varchar as command,
       provenance ->> '$.studyFile' as origin from run where run_id in (${runIds.map(sqlLiteral).join(', ')})`,
  );
  return new Map(
    rows.map(({ run_id, study, name, config, command, origin }) => {
      const given = asGiven(JSON.parse(String(command ?? '[]')) as readonly string[]);
      const asked = { study: String(study), name: String(name), origin: origin === null ? null : String(origin) };
      return [String(run_id), given ?? asConfigured(JSON.parse(String(config ?? '{}')) as Configured, asked)];
    }),
  );
}

/** Options that say where the run was kept and how it was told. */
const OF_THAT_RUN = new Set(['--store', '--force', '--plan']);

/** Null of what was not `rgflow run STUDY`. */
function asGiven(command: readonly string[]): readonly string[] | null {
  if (command[0] !== 'run' || command.some((word) => /^--plan(=|$)/.test(word))) return null;
  const words: string[] = [];
  for (let i = 0; i < command.length; i++) {
    const word = command[i]!;
    if (OF_THAT_RUN.has(word)) i++;
    else if (word !== '--json' && !OF_THAT_RUN.has(word.split('=')[0]!)) words.push(word);
  }
  return words;
}

interface Configured {
  readonly file?: string;
  readonly sets?: readonly string[];
  readonly shard?: string | null;
}

function asConfigured(
  { file, sets = [], shard = null }: Configured,
  { study, name, origin }: { readonly study: string; readonly name: string; readonly origin: string | null },
): readonly string[] {
  const own = origin?.startsWith(OWN_FILES) ? origin.slice(OWN_FILES.length).replace(/\.ya?ml$/i, '') : null;
  const which = own ?? origin ?? file ?? study;
  return [
    ...['run', which],
    ...(name === which.split('/').at(-1) || own?.includes('/') ? [] : ['--name', name]),
    ...sets.flatMap((set) => ['--set', set]),
    ...(shard === null ? [] : ['--shard', shard]),
  ];
}
