export { decodeTable, decodeTensor, digestOf, encodeTable, encodeTensor } from './arrow.js';
export type * from './artifact-store.js';
export { canonical } from './canonical.js';
export {
  type Axis,
  type Columns,
  type ColumnType,
  type Content,
  type Contents,
  type Contract,
  type Contracts,
  type Retention,
  type Row,
  type TableContract,
  type Tensor,
  type TensorContract,
  table,
  tensor,
} from './contract.js';
export { ContractError, PlanError, StudyError } from './errors.js';
export type * from './events.js';
export { type ExecuteOptions, type Execution, execute, type Running } from './executor.js';
export { type FailureGroup, groupFailures } from './failures.js';
export { CodeFingerprint, type CodeVersion } from './fingerprint.js';
export { type Forecast, forecast } from './forecast.js';
export { type Parameter, parametersOf, snakeCase } from './parameters.js';
export { type OutputRef, type Plan, PlanBuilder, type PlanNode } from './plan.js';
export { differencesOf, nearestPreimage, PreimageHistory, reasonFor } from './reason.js';
export { preimageOf, recipeKey } from './recipe.js';
export { type Resolved, Resolver } from './resolution.js';
export { type AnyStage, defineStage, type Stage, type StageContext, type StageParams } from './stage.js';
export { type AnyStudy, defineStudy, type Study } from './study.js';
export { type ConfiguredStudy, configureStudy, type StudySource, studyNameOf } from './study-file.js';
export { studySchema } from './study-schema.js';
export { axisValues, type SweepAxis, sweepCells } from './sweep.js';
