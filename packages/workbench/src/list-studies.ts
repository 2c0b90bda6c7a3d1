import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, StudyError, studyNameOf } from '@rgflow/pipeline';
import { studies as ours, type PublishedStudy, studyFolder } from '@rgflow/studies';

/** A study file: what it shows, and what it costs. */
export interface ListedStudy {
  /** What `rgflow run` takes. */
  readonly file: string;
  /** What its results are called. */
  readonly name: string;
  readonly study: string;
  readonly title: string;
  readonly cells: number;
  /** How long it takes, as the file says it; null if it does not. */
  readonly cost: string | null;
}

/**
 * The study files that come with rgflow, by study, and those of a folder. What is no study file there is passed over; one
 * that is at fault is left out, and `rgflow plan` says of it what.
 */
export async function listStudies(
  folder: string = process.cwd(),
  studies: readonly PublishedStudy[] = ours,
): Promise<readonly ListedStudy[]> {
  const own = filesIn(studyFolder).map((file) => ({
    file: file.replace(/\.ya?ml$/, ''),
    path: join(studyFolder, file),
  }));
  const here = filesIn(folder).map((file) => ({ file: `./${file}`, path: join(folder, file) }));
  const listed: ListedStudy[] = [];
  for (const { file, path } of folder === studyFolder ? own : [...own, ...here]) {
    const found = await listedStudy(file, path, studies);
    if (found !== null) listed.push(found);
  }
  const order = new Map(studies.map(({ name }, i) => [name, i]));
  return listed.sort((one, other) => order.get(one.study)! - order.get(other.study)!);
}

async function listedStudy(
  file: string,
  path: string,
  studies: readonly PublishedStudy[],
): Promise<ListedStudy | null> {
  try {
    const source = { text: readFileSync(path, 'utf8'), file: path };
    const published = studies.find(({ name }) => name === studyNameOf(source));
    if (published === undefined) return null;
    const { study } = await published.study();
    const { name, title, allCells, cost } = configureStudy(study, source);
    return { file, name, study: published.name, title, cells: allCells, cost };
  } catch (error) {
    if (error instanceof StudyError) return null;
    throw error;
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
}
