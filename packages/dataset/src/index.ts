export { type CheckedFile, checkDataset, type DatasetCheck } from './check.js';
export { type Dataset, type ImageSet, type Split, type SplitSizes, split } from './dataset.js';
export { downloadFolder } from './download-folder.js';
export { DatasetError, type DatasetProblem } from './errors.js';
export { type FetchOptions, fetchDataset } from './fetch.js';
export type { FileRole } from './files.js';
export { findDataset } from './find-dataset.js';
export { type IdxArray, readIdx } from './idx.js';
export {
  type DatasetName,
  datasetNames,
  datasetOf,
  datasets,
  type KnownDataset,
  PAPER_DATASET,
} from './known-datasets.js';
export { type ImageRows, lastImages, secondMoments } from './last-images.js';
export { type LoadOptions, loadDataset, loadFolder } from './load.js';
