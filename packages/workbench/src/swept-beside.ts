import { parametersOf, SEED } from '@rgflow/pipeline';
import type { PublishedStudy } from '@rgflow/studies';
import { type Ask, sqlLiteral } from './ask.js';

/** What of the paths that are swept a closing table would take for seeds. */
export function sweptBeside(tellsApart: readonly string[] | undefined, paths: readonly string[]): readonly string[] {
  if (tellsApart === undefined) return [];
  return paths.filter((path) => path !== SEED && !tellsApart.includes(path));
}

/**
 * What is to be said of the closing table of a study as SQL has it, for the newest run under its name or another run: a
 * sentence, or none.
 */
export async function closingRemarks(
  { name, summary, study }: PublishedStudy,
  runId: string | null,
  ask: Ask,
): Promise<readonly string[]> {
  const which = runId === null ? `select run_id from newest_run where name = ${sqlLiteral(name)}` : sqlLiteral(runId);
  const [run] = await ask(`select (config -> '$.sweep')::varchar as sweep from run where run_id in (${which})`);
  if (run === undefined || run.sweep === null) return [];
  const known = parametersOf((await study()).study.params).map(({ path }) => path);
  const swept = pathsIn(JSON.parse(String(run.sweep)), new Set(known));
  const beside = sweptBeside(summary.tellsApart, [...swept]);
  if (beside.length === 0) return [];
  return [
    `closing, claims: they take ${beside.join(', ')} for seeds, which the run sweeps; the table at the end of \`rgflow run\` tells ` +
      `${beside.length === 1 ? 'its values' : 'their values'} apart.`,
  ];
}

/** The parameters that a sweep names, in whatever shape it is written. */
function pathsIn(sweep: unknown, known: ReadonlySet<string>): ReadonlySet<string> {
  if (typeof sweep !== 'object' || sweep === null) return new Set();
  return new Set(
    Object.entries(sweep).flatMap(([key, inner]) => {
      if (!known.has(key)) return [...pathsIn(inner, known)];
      return Array.isArray(inner) && inner.length < 2 ? [] : [key];
    }),
  );
}
