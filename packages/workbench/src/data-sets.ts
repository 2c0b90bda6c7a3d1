import type { DatasetCheck, DatasetName } from '@rgflow/dataset';
import { didYouMean } from '@rgflow/pipeline';
import { UsageError } from './usage-error.js';

export interface DataSetState {
  readonly name: DatasetName;
  readonly title: string;
  /** Who publishes it. */
  readonly source: string;
  /** Where it lies on this machine; null if it does not. */
  readonly folder: string | null;
}

/** The data sets that rgflow knows, and which are here. */
export async function listDataSets(folder?: string): Promise<readonly DataSetState[]> {
  const { datasets, downloadFolder, findDataset } = await import('@rgflow/dataset');
  return datasets.map(({ name, title, source }) => {
    return { name, title, source, folder: findDataset(name, folder ?? downloadFolder(name)) };
  });
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
  const name = await knownName(given);
  return fetchDataset(name, folder ?? downloadFolder(name), {
    ...(url === undefined ? {} : { url }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** A check of a data set that is here, or of one that is not. */
export interface DataSetCheck extends DatasetCheck {
  readonly source: string;
}

/** Compares a data set, or all, with the published digests. @throws {UsageError} if there is none of that name. */
export async function checkDataSets(given?: string, folder?: string): Promise<readonly DataSetCheck[]> {
  const { checkDataset, datasets, downloadFolder } = await import('@rgflow/dataset');
  const only = given === undefined ? null : await knownName(given);
  return datasets
    .filter(({ name }) => only === null || name === only)
    .map(({ name, source }) => ({ ...checkDataset(name, folder ?? downloadFolder(name)), source }));
}

async function knownName(given: string): Promise<DatasetName> {
  const { datasets } = await import('@rgflow/dataset');
  const known = datasets.find(({ name }) => name === given);
  if (known !== undefined) return known.name;
  const names = datasets.map(({ name }) => name);
  throw new UsageError(`${given}: there is no data set of that name${didYouMean(given, names)}`);
}
