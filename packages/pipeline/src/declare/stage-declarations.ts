/**
 * What the file of a stage needs and no more, as `@rgflow/pipeline/stage`: a worker thread that loads stages starts a
 * quarter second sooner.
 */
export {
  type Axis,
  type Columns,
  type ColumnType,
  type Content,
  type Contents,
  type Contract,
  type Contracts,
  type Row,
  type TableContract,
  type Tensor,
  type TensorContract,
  table,
  tensor,
  type Value,
  type ValueType,
} from './contract.js';
export { defineStage, type Stage, type StageContext, type StageParams, type Stream } from './stage.js';
