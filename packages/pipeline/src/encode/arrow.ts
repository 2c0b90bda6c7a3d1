import { createHash } from 'node:crypto';
import {
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  Uint8,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import {
  type Columns,
  ContractError,
  columnOf,
  type Row,
  type Tensor,
  type TensorContract,
  type ValueType,
} from '../declare/contract.js';
import type { Digest, DType } from '../records.js';

/** SHA-256 of bytes: the digest of an object. */
export function digestOf(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Rows as one Arrow IPC stream, the columns in the order of the contract, those of a type with '?' nullable. Infinity is a
 * value; NaN is none, and refused: SQL would count it into every mean, and above every number.
 *
 * @throws {ContractError} naming the column that does not fit.
 */
export function encodeTable<C extends Columns>(columns: C, rows: readonly Row<C>[]): Uint8Array {
  const names = Object.keys(columns);
  const vectors = Object.fromEntries(
    names.map((name) => {
      const { type, nullable } = columnOf(columns[name]!);
      const values = rows.map((row) => row[name]);
      for (const [i, value] of values.entries()) {
        if (!(FITS[type](value) || (nullable && value === null))) {
          const hint = Number.isNaN(value)
            ? `; a value that is not defined is null, in a column of type '${type}?'`
            : '';
          throw new ContractError(`column '${name}' of row ${i} is ${String(value)}, expected ${columns[name]}${hint}`);
        }
      }
      return [name, vectorFromArray(values, arrowType(type))];
    }),
  );
  const schema = new Schema(
    names.map((name) => {
      const { type, nullable } = columnOf(columns[name]!);
      return new Field(name, arrowType(type), nullable);
    }),
  );
  if (rows.length === 0) return streamBytes(new Table(schema));
  const data = makeData({
    type: new Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children: names.map((name) => vectors[name]!.data[0]!),
  });
  return streamBytes(new Table(schema, [new RecordBatch(schema, data)]));
}

/** The rows of a table, null where a column holds nothing. */
export function decodeTable<C extends Columns>(columns: C, bytes: Uint8Array): readonly Row<C>[] {
  const arrow = tableFromIPC(bytes);
  const names = Object.keys(columns);
  const vectors = names.map((name) => arrow.getChild(name));
  return Array.from(
    { length: arrow.numRows },
    (_, i) => Object.fromEntries(names.map((name, j) => [name, vectors[j]?.get(i)])) as Row<C>,
  );
}

/**
 * One tensor as an Arrow IPC stream: the first axis is the rows of one column 'value', the trailing axes a fixed-size
 * list under the canonical extension type `arrow.fixed_shape_tensor`; the full shape stands in the schema's metadata.
 */
export function encodeTensor(dtype: DType, given: Tensor): Uint8Array {
  const { shape, data } = given;
  const [rows = 1, ...trailing] = shape;
  const element = TENSOR_TYPE[dtype]();
  const values = makeData({ type: element as Float32, length: data.length, nullCount: 0, data: data as Float32Array });
  const stride = trailing.reduce((a, b) => a * b, 1);
  const metadata = new Map([['rgflow.shape', JSON.stringify(shape)]]);
  const list: DataType =
    trailing.length === 0 ? element : new FixedSizeList(stride, new Field('item', element as DataType, false));
  const extension = new Map(
    trailing.length === 0
      ? []
      : [
          ['ARROW:extension:name', 'arrow.fixed_shape_tensor'],
          ['ARROW:extension:metadata', JSON.stringify({ shape: trailing })],
        ],
  );
  const column =
    trailing.length === 0
      ? values
      : makeData({ type: list as FixedSizeList, length: rows, nullCount: 0, child: values });
  const schema = new Schema([new Field('value', list, false, extension)], metadata);
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: [column] }),
  );
  return streamBytes(new Table(schema, [batch]));
}

/** The tensor of an object, its data a view on `bytes` where alignment allows. */
export function decodeTensor<D extends DType>(dtype: D, layer: number, bytes: Uint8Array): Tensor<D> {
  const { schema, batches } = tableFromIPC(bytes);
  const shape: unknown = JSON.parse(schema.metadata.get('rgflow.shape') ?? 'null');
  if (!Array.isArray(shape)) throw new ContractError('the object is not a tensor: its schema names no rgflow.shape');
  const column = batches[0]?.data.children[0];
  const child = shape.length > 1 ? column?.children[0] : column;
  const values = child?.values;
  const expected = ARRAY_TYPE[dtype];
  if (!(values instanceof expected)) {
    throw new ContractError(`the object holds ${values?.constructor.name ?? 'nothing'}, expected ${dtype}`);
  }
  const count = (shape as number[]).reduce((a, b) => a * b, 1);
  return { layer, shape: shape as number[], data: values.subarray(0, count) as Tensor<D>['data'] };
}

/** @throws {ContractError} unless the tensor has the contract's dtype and rank, and data of the size of its shape. */
export function checkTensor(contract: TensorContract, given: Tensor): void {
  const { dtype, shape } = contract;
  if (!(given.data instanceof ARRAY_TYPE[dtype])) {
    throw new ContractError(`layer ${given.layer} is a ${given.data.constructor.name}, expected ${dtype}`);
  }
  const fits =
    given.shape.length === shape.length &&
    shape.every((axis, i) => typeof axis === 'string' || axis === given.shape[i]);
  if (!fits) {
    throw new ContractError(
      `layer ${given.layer} has shape (${given.shape.join(', ')}), expected (${shape.join(', ')})`,
    );
  }
  const size = given.shape.reduce((a, b) => a * b, 1);
  if (size !== given.data.length) {
    throw new ContractError(
      `layer ${given.layer} has shape (${given.shape.join(', ')}) but ${given.data.length} entries; expected ${size}`,
    );
  }
}

/**
 * Mean, population variance and range of the entries, in float64; NaN for an empty tensor. Entries that are all the same
 * have no variance, not that of a rounded mean.
 */
export function summarise(data: ArrayLike<number>): { mean: number; variance: number; min: number; max: number } {
  const n = data.length;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const x = data[i]!;
    sum += x;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (min === max) return { mean: min, variance: 0, min, max };
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const d = data[i]! - mean;
    squares += d * d;
  }
  return n === 0
    ? { mean: Number.NaN, variance: Number.NaN, min: Number.NaN, max: Number.NaN }
    : { mean, variance: squares / n, min, max };
}

const FITS: Readonly<Record<ValueType, (value: unknown) => boolean>> = {
  utf8: (value) => typeof value === 'string',
  float64: (value) => typeof value === 'number' && !Number.isNaN(value),
  float32: (value) => typeof value === 'number' && !Number.isNaN(value),
  int32: (value) => typeof value === 'number' && (value | 0) === value,
  bool: (value) => typeof value === 'boolean',
};
const TENSOR_TYPE = {
  float32: () => new Float32(),
  float64: () => new Float64(),
  uint8: () => new Uint8(),
  int32: () => new Int32(),
} as const;
const ARRAY_TYPE = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int32: Int32Array } as const;

function arrowType(type: ValueType): DataType {
  switch (type) {
    case 'utf8':
      return new Utf8();
    case 'float64':
      return new Float64();
    case 'float32':
      return new Float32();
    case 'int32':
      return new Int32();
    case 'bool':
      return new Bool();
    default:
      return type satisfies never;
  }
}

/** An exact-length copy on its own buffer, so that it can be transferred between threads. */
function streamBytes(arrow: Table): Uint8Array {
  const bytes = RecordBatchStreamWriter.writeAll(arrow).toUint8Array(true);
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
