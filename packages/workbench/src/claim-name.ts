import { existsSync } from 'node:fs';
import { canonical } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { HAD_INSTANCES } from '@rgflow/store/newest-run';
import { askStore, sqlLiteral } from './ask.js';
import type { PreparedStudy } from './prepared-study.js';
import { OWN_FILES, shortPath } from './study-text.js';
import { UsageError } from './usage-error.js';

/** A run that another one of the same name and of other parameters takes the place of. */
export interface ReplacedRun {
  readonly runId: string;
  readonly name: string;
  /** The parts of the configuration that differ, by dotted path. */
  readonly differing: readonly string[];
}

/**
 * Sees to it that results of one file never take the place of another's: a name is that of the file that had it first, as
 * long as that file is there.
 *
 * @returns the newest ended run under the name, if it is of other parameters.
 * @throws {UsageError} if the name is another study's or another file's.
 */
export async function claimName(prepared: PreparedStudy, store: DuckDbStore): Promise<ReplacedRun | null> {
  const { name, origin, published, config } = prepared;
  const ask = askStore(store);
  const [runs, [newest]] = await Promise.all([
    ask(
      `select study, provenance ->> '$.studyFile' as file
       from run where name = ${sqlLiteral(name)} and ${HAD_INSTANCES}
       order by sequence desc limit 50`,
    ),
    ask(
      `select run_id, config::varchar as config, whole from newest_run join run using (run_id, study, name, sequence)
       where name = ${sqlLiteral(name)} and study = ${sqlLiteral(published.name)}`,
    ),
  ]);
  const other = runs.find(({ study, file }) => {
    return study !== published.name || (typeof file === 'string' && file !== origin && isThere(file));
  });
  if (other !== undefined) {
    const whose = other.study === published.name ? shownOrigin(String(other.file)) : `the study ${other.study}`;
    throw new UsageError(
      `${shownOrigin(origin)}: the results called '${name}' in ${shortPath(store.file)} are those of ${whose}; give these a name ` +
        `of their own: a line 'name: ${name}-2' in the file, or --name ${name}-2.`,
    );
  }
  // A shard takes the place of no run of the whole sweep.
  if (newest === undefined || (newest.whole === true && config.shard != null)) return null;
  const differing = differencesOf(JSON.parse(String(newest.config)), config);
  return differing.length === 0 ? null : { runId: String(newest.run_id), name, differing };
}

function isThere(origin: string): boolean {
  return origin.startsWith(OWN_FILES) || existsSync(origin);
}

function shownOrigin(origin: string): string {
  return origin.startsWith(OWN_FILES) ? `the file ${origin.slice(OWN_FILES.length)} of rgflow` : shortPath(origin);
}

/** The dotted paths at which the parameters and the sweep of two configurations differ. */
function differencesOf(before: unknown, now: unknown): readonly string[] {
  const [a, b] = [before, now].map((config) => {
    const { params = {}, sweep = {}, refine, replicate, shard = null } = config as Readonly<Record<string, unknown>>;
    return {
      ...leavesOf(params, ''),
      ...(sweep as object),
      ...(refine === undefined ? {} : leavesOf(refine, 'refine')),
      ...(replicate === undefined ? {} : leavesOf(replicate, 'replicate')),
      ...(shard === null ? {} : { shard }),
    } as Readonly<Record<string, unknown>>;
  });
  const paths = [...new Set([...Object.keys(a!), ...Object.keys(b!)])];
  return paths.filter((path) => canonical(a![path] ?? null) !== canonical(b![path] ?? null));
}

function leavesOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [path]: value };
  const inner = Object.entries(value).map(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`));
  return Object.assign({}, ...inner) as Readonly<Record<string, unknown>>;
}
