import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { didYouMean, type StudySource } from '@rgflow/pipeline';
import { UsageError } from './usage-error.js';

/** What the origin of a study file that comes with rgflow begins with. */
export const OWN_FILES = 'rgflow/studies/';

/** A study file, and those of its name that stand in later folders and were not taken. */
interface StudyText extends StudySource {
  /** Where the file really is. */
  readonly path: string;
  readonly passedOver: readonly string[];
}

/**
 * The text of a study file: of the path, if it ends in `.yaml` or `.yml`, else of `<name>.yaml` in the first of `folders`
 * that has it.
 *
 * @throws {UsageError} if there is no such file; the message gives the nearest names.
 */
export function readStudyText(nameOrPath: string, folders: readonly string[]): StudyText {
  const isPath = /\.ya?ml$/i.test(nameOrPath);
  const candidates = isPath ? [nameOrPath] : folders.map((folder) => join(folder, `${nameOrPath}.yaml`));
  const [file, ...others] = candidates.filter((path) => existsSync(path) && statSync(path).isFile());
  if (file !== undefined) {
    const passedOver = others.filter((other) => realpathSync(other) !== realpathSync(file)).map(shortPath);
    return { text: readFileSync(file, 'utf8'), file: shortPath(file), path: realpathSync(file), passedOver };
  }
  if (isPath) {
    const given = basename(nameOrPath).replace(/\.ya?ml$/i, '');
    const neighbours = studyNames([dirname(nameOrPath), ...folders]);
    throw new UsageError(`${nameOrPath}: there is no such study file${didYouMean(given, neighbours)}`);
  }
  throw new UsageError(`${nameOrPath}: there is no study of that name${didYouMean(nameOrPath, studyNames(folders))}`);
}

/** The names of the study files in `folders`, without `.yaml`. */
function studyNames(folders: readonly string[]): readonly string[] {
  const files = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  return [
    ...new Set(files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length))),
  ].sort();
}

/** Relative to the current folder where that is not longer. */
export function shortPath(path: string): string {
  // A place that is no path stays as it is: s3://bucket/prefix.
  if (/^[a-z0-9]+:\/\//i.test(path)) return path;
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}
