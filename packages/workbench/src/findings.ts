import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SqlRow } from '@rgflow/drawing';
import type { RunResult } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { QueryError } from '@rgflow/store/errors';
import { type Ask, askStore, sqlLiteral } from './ask.js';
import { closingTable, MOST_PARTS } from './closing-table.js';
import { askOfRun, missingColumn, ofEarlierVersion } from './newest-run.js';
import type { PreparedStudy } from './prepared-study.js';

/** What a study found, as far as a run has come. */
export interface Findings {
  /** Paths of the figures drawn by this run or an earlier one. */
  readonly figures: readonly string[];
  /** The rows of the closing table; null if it could not be made. */
  readonly summary: readonly SqlRow[] | null;
  /** Columns of its rows for what is swept and the table of the study does not tell apart, by path. */
  readonly apart: readonly string[];
  /** Why there is no closing table, or a figure is missing, a sentence each: the results are safe in the store. */
  readonly remarks: readonly string[];
}

/** Asks for the closing table of a study and draws its figures, once a run of it has ended. */
export async function findingsOf(prepared: PreparedStudy, store: DuckDbStore, result: RunResult): Promise<Findings> {
  const { published, name: called, plan } = prepared;
  // The plain SQL views show the newest run that ended; an interrupted one has nothing to show.
  if (result.status === 'interrupted' || plan.nodes.length === 0)
    return { figures: [], summary: [], apart: [], remarks: [] };
  // Under another name than the study's own they are not in the plain tables.
  const plain = askStore(store);
  const ask = called === published.name ? plain : await askOfRun(result.runId, plain);
  const complete = result.status === 'complete';
  const remarks: string[] = [];
  const closing = await closingTable(prepared, result.runId, ask, plain).catch((error: unknown) => {
    // A table that no stage has filled was never made: networks that are not trained have none of the training.
    if (!(error instanceof QueryError)) throw error;
    const column = missingColumn(error.message);
    const message = column === null ? error.message : ofEarlierVersion(published.name, column).message;
    if (complete) remarks.push(`no summary: ${message.split('\n', 1)[0]}`);
    return null;
  });
  if (closing !== null && closing.parts > MOST_PARTS) {
    remarks.push(
      `the closing table has ${MOST_PARTS} of ${closing.parts} combinations of ${closing.apart.join(', ')}, evenly spread`,
    );
  }
  const figures: string[] = [];
  for (const [name, load] of complete ? Object.entries(published.figures) : []) {
    const files = ['svg', 'html'].map((ending) => join(dirname(store.file), 'figures', called, `${name}.${ending}`));
    try {
      const there = result.counts.executed === 0 && files.every((file) => existsSync(file));
      if (there || (await drawInto(files, name, load, published.name, ask))) figures.push(...files);
    } catch (error) {
      // A figure that cannot be drawn of the results is no reason to fail.
      remarks.push(`figure ${name}: ${(error as Error).message}`);
    }
  }
  return { figures, summary: closing?.rows ?? null, apart: closing?.apart ?? [], remarks };
}

/** Whether it is a figure of this run. Loading it takes longer than a run that has nothing to do. */
async function drawInto(
  files: readonly string[],
  name: string,
  load: PreparedStudy['published']['figures'][string],
  study: string,
  ask: Ask,
): Promise<boolean> {
  const { figure } = await load();
  if (figure.ofSomeRuns === true) {
    const [rows] = Object.values(figure.queries(sqlLiteral(study)));
    if ((await ask(rows!)).length === 0) return false;
  }
  const { drawFigure, writeFigure } = await import('./figure-file.js');
  const drawn = await drawFigure({ name, figure }, study, ask);
  for (const file of files) await writeFigure(drawn, file);
  return true;
}
