export { type CheckedFile, checkDataset, type DatasetCheck } from './check.js';
export { type Dataset, type ImageSet, type Split, type SplitSizes, split } from './dataset.js';
export { downloadFolder } from './download-folder.js';
export { DatasetError, type DatasetProblem } from './errors.js';
export { type FetchOptions, fetchDataset } from './fetch.js';
export { type IdxArray, readIdx } from './idx.js';
export { type LoadOptions, loadDataset, loadFolder, loadMnist } from './load.js';
export { type DatasetName, type DatasetSource, datasets, type FileRole, findDataset } from './registry.js';
