import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Files that describe a crate as a whole. */
const OF_CRATE = ['run.json', 'datapackage.json', 'ro-crate-metadata.json'];

/**
 * Takes away from a folder what describes files of an earlier export that are written anew: nothing is to say of a table
 * that it is of another run.
 *
 * @param written  the names of the files that are written
 * @returns what is to be said of it, a sentence each: what was taken away, and tables beside that are not of this export
 */
export function removeEarlier(folder: string, written: ReadonlySet<string>): readonly string[] {
  const there = readdirSync(folder).filter((name) => !written.has(name));
  const sidecars = there.filter((name) => name.endsWith('.csv.json') && written.has(name.slice(0, -'.json'.length)));
  const described = resourcesOf(join(folder, 'datapackage.json'));
  const isStale = existsSync(join(folder, 'ro-crate-metadata.json')) && described.some((path) => written.has(path));
  const gone = [...sidecars, ...(isStale ? OF_CRATE.filter((name) => there.includes(name)) : [])];
  for (const name of gone) rmSync(join(folder, name));
  const beside = there.filter((name) => /\.(parquet|csv|arrow)$/.test(name));
  return [
    ...(gone.length === 0
      ? []
      : [`${gone.join(', ')}: of an earlier export whose tables were written anew, taken away.`]),
    ...(beside.length === 0 ? [] : [`left as it is, and not of this export: ${beside.join(', ')}`]),
  ];
}

/** The tables that a datapackage of ours names. */
function resourcesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    const { resources } = JSON.parse(readFileSync(path, 'utf8')) as { resources: { path: string }[] };
    return resources.map((resource) => resource.path);
  } catch {
    return []; // somebody else's
  }
}
