/** What one does with studies and a store, with no terminal and no HTTP. */

// Accept that a change of code changed nothing.
export { type Accepted, type AcceptedChange, type AcceptOptions, acceptStages, takeBackAcceptances } from './accept.js';
// Ask, and draw.
export { type Ask, askFile, askStore, rowsOf, sqlLiteral } from './ask.js';
export { type CacheMode, type CacheOptions, openCache } from './cache.js';
// Calculate, without a store; `@rgflow/workbench/calculators` is this alone.
export { calculate, calculators } from './calculators.js';
// Compare a plan with a store, and explain.
export { type Comparison, compareWithStore } from './comparison.js';
export { checkDataSets, type DataSetCheck, type DataSetState, fetchDataSet, listDataSets } from './data-sets.js';
export { demandStore } from './demand-store.js';
// What there is on this machine.
export { type Diagnosis, diagnose, type MeasuredGemm, type StoreState } from './diagnosis.js';
export { diffRuns, type RunDifference } from './diff.js';
export { type Explanation, type Explanations, explainInstances, type NearestRecipe } from './explanation.js';
export { type ExportFormat, type ExportOptions, exportRun } from './export.js';
export type { ExportedFile } from './exported-tables.js';
export { drawFigure, figureFormatOf, writeFigure } from './figure-file.js';
export {
  type FigureOfStudy,
  figureNames,
  figureOfStudy,
  figureToWatch,
  findFigure,
  type NamedFigure,
  studiesWith,
  titleOf,
} from './figures.js';
export type { Findings } from './findings.js';
export { parquetTables, studyOfResults, tablesOfStudy } from './folder-tables.js';
export { forecastReason } from './forecast-reason.js';
export { isStoreHeld, patiently } from './held-store.js';
export { type InstanceLabeller, labelInstances } from './instance-label.js';
export { selectInstances } from './instance-selector.js';
export { collectGarbage, forget, tag, tags, untag } from './keeping.js';
// From a study file to a plan.
export { type ListedStudy, listStudies } from './list-studies.js';
export { type InstanceLog, instanceLogs } from './logs.js';
export { merge } from './merge.js';
export { askOfRun, type NewestRun, newestRun } from './newest-run.js';
export { nothingStored } from './nothing-stored.js';
export { type Difference, preimageDifferences } from './preimage-difference.js';
export { type PreparedStudy, prepareStudy, type StudyOptions, stageNames } from './prepared-study.js';
export {
  type RemainingOfRound,
  type RemainingTime,
  type RunningInstance,
  remainingTime,
  type StageLeft,
} from './progress/remaining-time.js';
export { ProgressTracker } from './progress/tracker.js';
export { allStages, doneOf, type ProgressCounts, type ProgressView, type StageView } from './progress/view.js';
export { provenance } from './provenance.js';
export { type FoundRun, findResults, type ResultsOptions } from './results-of.js';
export { prepareRetry } from './retry.js';
// Run, and follow.
export type { RoundRecord } from './rounds/rounds.js';
export type { RunOptions, RunUnderWay } from './run-options.js';
export { type RunReport, runStudy } from './run-study.js';
export { findRun, listRuns, runsOfFile, type StoredRun } from './runs.js';
export { salvage } from './salvage.js';
export { type PreparedPlan, prepareSaved } from './saved/prepare-saved.js';
export { isSavedPlan, readSavedPlan, type SavedPlan, textOfPlan } from './saved/saved-plan.js';
export { parseShard, type Shard, type ShareOfWork } from './shard.js';
// Submit to a cluster.
export type { QueuedTask } from './slurm/queue.js';
export {
  isUnderWay,
  type ShardStanding,
  type SubmissionStanding,
  type SubmitOptions,
  type Submitted,
  submissionFolder,
  submissionStanding,
  submit,
} from './slurm/submission.js';
export { demandTable, schemaStatement, sqlFormatOf, writeAnswer } from './sql.js';
export { type StageGraph, stageGraph } from './stage-graph.js';
export {
  type EstimatedTime,
  type PlannedRounds,
  type PlanOptions,
  planStudy,
  planToSave,
  type StagePlan,
  type StudyPlan,
  stagePlans,
} from './stage-plans.js';
export { type RunStanding, runStanding } from './status.js';
export { shortPath } from './study-text.js';
export { UsageError } from './usage-error.js';
export { type Advised, type Verified, verify } from './verify.js';
export { drawEnded, type WatchedFigure, type WatchOptions, watchFigure } from './watch-figure.js';
export { withTables } from './with-tables.js';
export { dataFolder, defaultStore, findWorkspace } from './workspace.js';
