import type { DType } from '../records.js';

/**
 * What a stage declares of its inputs and outputs: tables with named, typed columns, and lists of tensors with a dtype
 * and a symbolic shape. The same declaration types `run`, checks the wiring at plan time, and checks what `run` returns.
 */
export type Contract = TableContract | TensorContract;
export type Contracts = Readonly<Record<string, Contract>>;

/** What a column holds where it holds something. */
export type ValueType = 'utf8' | 'float64' | 'float32' | 'int32' | 'bool';

/** A type with '?' admits null: a value that is not defined there, NULL in SQL, with the reason in a column beside it. */
export type ColumnType = ValueType | `${ValueType}?`;
export type Columns = Readonly<Record<string, ColumnType>>;

export interface TableContract<C extends Columns = Columns> {
  readonly kind: 'table';
  readonly columns: C;
  /** Columns of the SQL table that are read from the execution, never from the output: name -> source. */
  readonly measured: Readonly<Record<string, 'wallSeconds'>>;
}

/**
 * A size, or the name of one: equal names within a wiring mean nothing more than documentation, equal numbers are checked.
 */
export type Axis = number | string;

export interface TensorContract<D extends DType = DType> {
  readonly kind: 'tensor';
  readonly dtype: D;
  readonly shape: readonly Axis[];
}

/**
 * A table: named columns in order, each of one type, which becomes a SQL table of the output's name. Columns are snake_case,
 * as SQL has them; a type that ends in '?' admits null. There `run` returns rows, and takes them.
 *
 * @param columns           type by name; `as const` where it is declared apart, so that the types of the rows follow
 * @param options.measured  columns of the SQL table that are read from the execution: a wall time is no part of a result
 *
 * @example The divergence of each layer, with the reason where it is not defined
 * table({ layer: 'int32', kl: 'float64?', reason: 'utf8?' }, { measured: { seconds: 'wallSeconds' } });
 * // rows: { layer: 3, kl: 0.13, reason: null }, { layer: 4, kl: null, reason: 'the variance is zero' }
 */
export function table<const C extends Columns>(
  columns: C,
  options: { readonly measured?: Readonly<Record<string, 'wallSeconds'>> } = {},
): TableContract<C> {
  return { kind: 'table', columns, measured: options.measured ?? {} };
}

/**
 * A list of tensors of one dtype and one rank, one for each layer of a network, say; a single tensor is a list of one. `run`
 * takes and returns `{ layer, shape, data }` with row-major `data`. How long they are kept is said where the stage is used.
 *
 * @param dtype  'float32', 'float64', 'int32' or 'uint8'
 * @param shape  each axis a number, which every tensor must have, or a name for what may differ from one to the next
 *
 * @example The weights of a network, (nOut, nIn), and images of 784 pixels
 * tensor('float32', ['unit', 'unitBefore']);
 * tensor('uint8', ['image', 784]);
 * // weights: [{ layer: 0, shape: [400, 784], data }, { layer: 1, shape: [10, 400], data }]
 */
export function tensor<const D extends DType>(dtype: D, shape: readonly Axis[]): TensorContract<D> {
  return { kind: 'tensor', dtype, shape };
}

interface ColumnValue {
  utf8: string;
  float64: number;
  float32: number;
  int32: number;
  bool: boolean;
}

interface TensorData {
  float32: Float32Array;
  float64: Float64Array;
  uint8: Uint8Array;
  int32: Int32Array;
}

/** The value of a column in one row. */
export type Value<T extends ColumnType> = T extends `${infer V extends ValueType}?`
  ? ColumnValue[V] | null
  : T extends ValueType
    ? ColumnValue[T]
    : never;

/** One row of a table, by column name. */
export type Row<C extends Columns> = { readonly [K in keyof C]: Value<C[K]> };

/** A column type taken apart: 'float64?' -> { type: 'float64', nullable: true }. */
export function columnOf(column: ColumnType): { readonly type: ValueType; readonly nullable: boolean } {
  const nullable = column.endsWith('?');
  return { type: (nullable ? column.slice(0, -1) : column) as ValueType, nullable };
}

/** One tensor of a list: row-major `data` of the given shape, belonging to `layer`. */
export interface Tensor<D extends DType = DType> {
  readonly layer: number;
  readonly shape: readonly number[];
  readonly data: TensorData[D];
}

/** What travels where a contract stands. */
export type Content<T extends Contract> =
  T extends TableContract<infer C>
    ? readonly Row<C>[]
    : T extends TensorContract<infer D>
      ? readonly Tensor<D>[]
      : never;
export type Contents<T extends Contracts> = { readonly [K in keyof T]: Content<T[K]> };

/** A stage returned something other than it declared. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
