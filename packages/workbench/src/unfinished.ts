import { type Ask, askFile, sqlLiteral } from './ask.js';

/**
 * What is to be said of a statement on tables of ended runs during a first run, of which they show nothing yet: a sentence
 * for each table.
 */
export async function unfinishedRuns(statement: string, store: string): Promise<readonly string[]> {
  const [plain, newest] = [plainTables(statement), newestTables(statement)];
  if (plain.size + newest.size === 0) return []; // the run is not asked for nothing
  const ask = askFile(store);
  const first = await firstRuns(ask);
  if (first.length === 0) return [];
  const sentences: string[] = [];
  for (const table of new Set([...plain, ...newest])) {
    for (const run of await filling(table, first, ask)) {
      const sentence = sentenceOf(run, table, { plain: plain.has(table), newest: newest.has(table) });
      if (sentence !== null) sentences.push(sentence);
    }
  }
  return sentences;
}

/** A first run of its name that goes on. */
interface FirstRun {
  readonly study: string;
  readonly name: string;
  /** Whether plain tables have results of its study: those that are called as it. */
  readonly shown: boolean;
}

function sentenceOf(
  { study, name, shown }: FirstRun,
  table: string,
  asked: { readonly plain: boolean; readonly newest: boolean },
): string | null {
  const goesOn = `the first run of ${name} is still going on`;
  const soFar = `history.${table} has what there is so far.`;
  if (asked.newest) return `newest.${table}: ${goesOn}, and is among the newest when it has ended; ${soFar}`;
  if (name === study) return `${table}: ${goesOn}, and a plain table shows a run when it has ended; ${soFar}`;
  return shown
    ? null
    : `${table}: ${goesOn}, and there is nothing called ${study}, which a plain table shows; ${soFar}`;
}

/** Those of the runs that fill a table. One that is no table of a study is not meant. */
async function filling(table: string, runs: readonly FirstRun[], ask: Ask): Promise<readonly FirstRun[]> {
  const among = runs.map(({ name }) => sqlLiteral(name)).join(', ');
  const found = await ask(`SELECT DISTINCT name FROM history."${table}" WHERE name IN (${among})`).catch(() => []);
  const names = new Set(found.map(({ name }) => String(name)));
  return runs.filter(({ name }) => names.has(name));
}

async function firstRuns(ask: Ask): Promise<readonly FirstRun[]> {
  const found = await ask(
    `SELECT study, name, study IN (SELECT study FROM run WHERE name = study AND status IN ('complete', 'partial')) AS shown
     FROM run GROUP BY study, name HAVING bool_or(status = 'running') AND NOT bool_or(status IN ('complete', 'partial'))
     ORDER BY study, name`,
  );
  return found.map(({ study, name, shown }) => ({ study: String(study), name: String(name), shown: shown === true }));
}

/** The studies none of whose runs has ended yet, by what the store says while a process has it open. */
export async function inFirstRun(ask: Ask): Promise<readonly string[]> {
  return (await firstRuns(ask)).flatMap(({ study, name }) => (name === study ? [study] : []));
}

/** The names without a schema that a statement reads from. */
export function plainTables(statement: string): ReadonlySet<string> {
  return namesIn(statement, /\b(?:from|join)\s+"?(\w+)"?(?![\w"]|\s*[.(])/gi);
}

function newestTables(statement: string): ReadonlySet<string> {
  return namesIn(statement, /\b(?:from|join)\s+"?newest"?\."?(\w+)"?/gi);
}

function namesIn(statement: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...statement.matchAll(pattern)].map(([, name]) => name!));
}
