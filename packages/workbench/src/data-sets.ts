import type { DatasetCheck, DatasetName } from '@rgflow/dataset';
import type { FurtherSetName } from '@rgflow/dataset/breadth';
import { didYouMean } from '@rgflow/pipeline';
import { UsageError } from './usage-error.js';

export interface DataSetState {
  readonly name: DatasetName | FurtherSetName;
  readonly title: string;
  /** Who publishes it. */
  readonly source: string;
  /** Where it lies on this machine; null if it does not. */
  readonly folder: string | null;
  /** Whether anybody of rgflow saw files with the digests that are stated of it. */
  readonly seen: boolean;
}

/** The data sets that rgflow knows, those that networks are trained on first, and which are here. */
export async function listDataSets(folder?: string): Promise<readonly DataSetState[]> {
  const { datasets, downloadFolder, findDataset } = await import('@rgflow/dataset');
  const { findFurtherSet, furtherSets } = await import('@rgflow/dataset/breadth');
  return [
    ...datasets.map(({ name, title, source }) => {
      return { name, title, source, folder: findDataset(name, folder ?? downloadFolder(name)), seen: true };
    }),
    ...furtherSets.map(({ name, title, source, seen }) => {
      return { name, title, source, folder: findFurtherSet(name, folder), seen };
    }),
  ];
}

interface FetchOptions {
  readonly folder?: string | undefined;
  /** A mirror, instead of the publisher. */
  readonly url?: string | undefined;
  readonly onProgress?: (file: string, received: number, total: number | null) => void;
}

/** Fetches a data set; gives the paths of its files. @throws {UsageError} if there is none of that name. */
export async function fetchDataSet(given: string, { folder, url, onProgress }: FetchOptions = {}) {
  const { downloadFolder, fetchDataset } = await import('@rgflow/dataset');
  const { fetchFurtherSet } = await import('@rgflow/dataset/breadth');
  const { known, further } = await namesOf(given);
  const options = {
    ...(url === undefined ? {} : { url }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  if (further !== undefined) return fetchFurtherSet(further, folder ?? downloadFolder(further), options);
  return fetchDataset(known, folder ?? downloadFolder(known), options);
}

/** A check of a data set that is here, or of one that is not. */
export interface DataSetCheck extends Omit<DatasetCheck, 'name'> {
  readonly name: DatasetName | FurtherSetName;
  readonly source: string;
  /** What is to be said beside; null if nothing is. */
  readonly note: string | null;
}

/** Compares a data set, or all, with the published digests. @throws {UsageError} if there is none of that name. */
export async function checkDataSets(given?: string, folder?: string): Promise<readonly DataSetCheck[]> {
  const { checkDataset, datasets, downloadFolder } = await import('@rgflow/dataset');
  const { furtherSets } = await import('@rgflow/dataset/breadth');
  const only = given === undefined ? null : await namesOf(given);
  const isAsked = (name: string): boolean => only === null || name === only.known || name === only.further;
  const known = datasets
    .filter(({ name }) => isAsked(name))
    .map(({ name, source }) => ({ ...checkDataset(name, folder ?? downloadFolder(name)), source, note: null }));
  const further = furtherSets.filter(({ name }) => isAsked(name)).map(({ name }) => checkFurther(name, folder));
  return [...known, ...(await Promise.all(further))];
}

async function checkFurther(name: FurtherSetName, folder?: string): Promise<DataSetCheck> {
  const { findFurtherSet, furtherSets, loadFurtherSet } = await import('@rgflow/dataset/breadth');
  const { source } = furtherSets.find((set) => set.name === name)!;
  const found = findFurtherSet(name, folder);
  const base = { name, source, folder: found, files: [] } as const;
  if (found === null) return { ...base, ok: false, note: null };
  try {
    const { asPublished, set } = loadFurtherSet(name, folder);
    const digests = asPublished
      ? 'with the digests that are stated'
      : 'taken as they are: no digest is stated of such files';
    return { ...base, ok: true, note: `${set.count} images, ${digests}` };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'DatasetError')) throw error;
    return { ...base, ok: false, note: error.message };
  }
}

/** One of the two names. @throws {UsageError} if there is no data set of the given one. */
async function namesOf(
  given: string,
): Promise<
  | { readonly known: DatasetName; readonly further?: undefined }
  | { readonly known?: undefined; readonly further: FurtherSetName }
> {
  const { datasets } = await import('@rgflow/dataset');
  const { furtherSetNames } = await import('@rgflow/dataset/breadth');
  const known = datasets.find(({ name }) => name === given);
  if (known !== undefined) return { known: known.name };
  const further = furtherSetNames.find((name) => name === given);
  if (further !== undefined) return { further };
  const names = [...datasets.map(({ name }) => name), ...furtherSetNames];
  throw new UsageError(`${given}: there is no data set of that name${didYouMean(given, names)}`);
}
