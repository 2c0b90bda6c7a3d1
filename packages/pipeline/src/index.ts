export type { AcceptanceJournal } from './acceptance-journal.js';
export { type Adaptive, type Refine, type Replicate, type ResultColumn, SEED } from './declare/adaptive.js';
export type { Addition } from './declare/added-cells.js';
export { type AxisValue, axisValues, type SweepAxis } from './declare/axis.js';
export { ContractError } from './declare/contract.js';
export { didYouMean } from './declare/did-you-mean.js';
export { type Expression, readExpression } from './declare/expression.js';
export { valueAt } from './declare/nested.js';
export { ExpressionError } from './declare/operators.js';
export { type Parameter, parametersOf, snakeCase } from './declare/parameters.js';
export { resultsNameFault } from './declare/results-name.js';
export type { AnyStage } from './declare/stage.js';
export * from './declare/stage-declarations.js';
export {
  type ConfiguredStudy,
  configureStudy,
  type StudySource,
  type SweptCell,
  studyNameOf,
} from './declare/study-file.js';
export { studySchema } from './declare/study-schema.js';
export { decodeTable, decodeTensor, digestOf, encodeTable, encodeTensor, summarise } from './encode/arrow.js';
export { CodeError, NumericsError, PlanError, StudyError } from './errors.js';
export { Acceptances, type EarlierCode, sameCode } from './key/acceptances.js';
export { CodeFingerprint, type CodeVersion } from './key/fingerprint.js';
export { type Forecast, forecast } from './key/forecast.js';
export { differencesOf, nearestPreimage, PreimageHistory, reasonFor } from './key/reason.js';
export { preimageOf, recipeKey } from './key/recipe.js';
export { type LookUp, type Resolved, Resolver, recordedPreimage } from './key/resolution.js';
export { canonical } from './plan/canonical.js';
export { dealCells, type PredictedInstance } from './plan/deal.js';
export type { Keep } from './plan/keep.js';
export type { OutputRef, Plan, PlanNode } from './plan/plan.js';
export { PlanBuilder } from './plan/plan-builder.js';
export { type AnyStudy, defineStudy, type Study } from './plan/study.js';
export { tableDeclarations } from './plan/table-declarations.js';
export type * from './records.js';
export type { ResultStore } from './result-store.js';
export type * from './run/events.js';
export type { ExecuteOptions, Execution, Running } from './run/execution.js';
export { execute } from './run/executor.js';
export { type FailureGroup, groupFailures } from './run/failures.js';
export type { Figures, FiguresShown } from './run/live-figures.js';
export { continuesOther, type NumericsHere, numericsHere } from './run/numerics.js';
export { type Demand, type DemandOf, Packing, type Waiting } from './run/packing.js';
export { waitingText } from './run/waits.js';
export { notBuilt } from './run/warnings.js';
export type { MachineKind, RunHistory, Timing } from './run-history.js';
export type { RunJournal } from './run-journal.js';
