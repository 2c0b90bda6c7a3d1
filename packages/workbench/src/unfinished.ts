import { type Ask, askFile, sqlLiteral } from './ask.js';

/**
 * What is to be said of a statement on plain tables during the first run of a study, of which they show nothing yet: a
 * sentence for each table.
 */
export async function unfinishedRuns(statement: string, store: string): Promise<readonly string[]> {
  const tables = plainTables(statement);
  if (tables.size === 0) return []; // the run is not asked for nothing
  const ask = askFile(store);
  const first = await inFirstRun(ask);
  if (first.length === 0) return [];
  const among = first.map(sqlLiteral).join(', ');
  const sentences: string[] = [];
  for (const table of tables) {
    // One that is no table of a study is not meant.
    const found = await ask(
      `SELECT DISTINCT study FROM history."${table}" WHERE study IN (${among}) ORDER BY study`,
    ).catch(() => []);
    for (const { study } of found) {
      sentences.push(
        `${table}: the first run of ${study} is still going on, and a plain table shows a run when it has ended; ` +
          `history.${table} has what there is so far.`,
      );
    }
  }
  return sentences;
}

/** The studies none of whose runs has ended yet, by what the store says while a process has it open. */
export async function inFirstRun(ask: Ask): Promise<readonly string[]> {
  const found = await ask(
    `SELECT study FROM run WHERE name = study GROUP BY study HAVING bool_or(status = 'running')
       AND NOT bool_or(status IN ('complete', 'partial')) ORDER BY study`,
  );
  return found.map(({ study }) => String(study));
}

/** The names without a schema that a statement reads from. */
export function plainTables(statement: string): ReadonlySet<string> {
  const found = statement.matchAll(/\b(?:from|join)\s+"?(\w+)"?(?![\w"]|\s*[.(])/gi);
  return new Set([...found].map(([, name]) => name!));
}
