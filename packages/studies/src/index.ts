export { type Figure, FigureError, type SqlRow, type SqlValue } from './figure.js';
export type { PublishedStudy } from './published-study.js';
export { findStudy, studies } from './studies.js';
export { studyFileNames, studyFolder } from './study-files.js';
export type { StudySummary, SummaryColumn } from './study-summary.js';
