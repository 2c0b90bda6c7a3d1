import { HAD_INSTANCES } from '@rgflow/store/newest-run';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { plainTables } from './unfinished.js';

/** The names of results of studies that have ended runs under other names than their own only. */
export async function otherNames(studies: readonly string[], ask: Ask): Promise<readonly string[]> {
  if (studies.length === 0) return [];
  const rows = await ask(
    `select name from run where study in (${studies.map(sqlLiteral).join(', ')}) and status in ('complete', 'partial')
       and ${HAD_INSTANCES}
       and study not in (select study from run where name = study and ${HAD_INSTANCES})
     group by name order by max(sequence) desc`,
  );
  return rows.map(({ name }) => String(name));
}

/** What is said of a study that has results under other names only. */
export function onlyOthers(study: string, names: readonly string[]): string {
  const [first] = names;
  return `the store has no results called ${study}, but ${names.join(', ')}: --name ${first} shows ${names.length === 1 ? 'them' : 'the newest'}.`;
}

/**
 * What is to be said of a statement on plain tables that are of studies with results under other names only: a sentence
 * each.
 */
export async function otherResults(statement: string, store: string): Promise<readonly string[]> {
  const tables = plainTables(statement);
  if (tables.size === 0) return [];
  const ask = askFile(store);
  const sentences = new Set<string>();
  for (const table of tables) {
    // One that is no table of a study is not meant.
    const found = await ask(`select distinct study from newest."${table}" order by study`).catch(() => []);
    for (const { study } of found) {
      const names = await otherNames([String(study)], ask);
      if (names.length > 0) sentences.add(`${table}: ${onlyOthers(String(study), names)}`);
    }
  }
  return [...sentences];
}
