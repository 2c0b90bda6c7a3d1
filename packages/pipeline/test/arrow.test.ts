import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tensor } from '../src/declare/contract.js';
import {
  checkTensor,
  decodeTable,
  decodeTensor,
  digestOf,
  encodeTable,
  encodeTensor,
  summarise,
} from '../src/encode/arrow.js';

const COLUMNS = { name: 'utf8', x: 'float64', y: 'float32', n: 'int32', ok: 'bool' } as const;

describe('a table', () => {
  test('comes back as it went, row by row', () => {
    const row = fc.record({
      name: fc.string({ unit: 'grapheme' }),
      x: fc.double({ noNaN: true }),
      y: fc.float({ noNaN: true }),
      n: fc.integer(),
      ok: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(decodeTable(COLUMNS, encodeTable(COLUMNS, rows))).toEqual(rows);
      }),
      { seed: 1 },
    );
  });

  test('has the columns of its contract in order, also without rows', () => {
    const arrow = tableFromIPC(encodeTable(COLUMNS, []));
    expect(arrow.schema.fields.map((field) => `${field.name} ${field.type}`)).toEqual([
      'name Utf8',
      'x Float64',
      'y Float32',
      'n Int32',
      'ok Bool',
    ]);
    expect(arrow.numRows).toBe(0);
  });

  test.each([
    [{ name: 1 }, "column 'name' of row 1 is 1, expected utf8"],
    [{ x: '1' }, "column 'x' of row 1 is 1, expected float64"],
    [{ x: null }, "column 'x' of row 1 is null, expected float64"],
    [{ n: 1.5 }, "column 'n' of row 1 is 1.5, expected int32"],
    [{ n: 2 ** 31 }, "column 'n' of row 1 is 2147483648, expected int32"],
    [{ n: Number.NaN }, "column 'n' of row 1 is NaN, expected int32"],
    [
      { x: Number.NaN },
      "column 'x' of row 1 is NaN, expected float64; a value that is not defined is null, in a column of type 'float64?'",
    ],
    [{ y: Number.NaN }, "column 'y' of row 1 is NaN, expected float32"],
    [{ ok: undefined }, "column 'ok' of row 1 is undefined, expected bool"],
  ])('refuses %j', (wrong, message) => {
    const right = { name: 'a', x: 1, y: 1, n: 1, ok: true };
    expect(() => encodeTable(COLUMNS, [right, { ...right, ...wrong } as typeof right])).toThrow(message);
  });

  test('comes back with its nulls, in whatever column they are', () => {
    const columns = { name: 'utf8?', x: 'float64?', y: 'float32?', n: 'int32?', ok: 'bool?' } as const;
    const row = fc.record({
      name: fc.option(fc.string({ unit: 'grapheme' })),
      x: fc.option(fc.double({ noNaN: true })),
      y: fc.option(fc.float({ noNaN: true })),
      n: fc.option(fc.integer()),
      ok: fc.option(fc.boolean()),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(decodeTable(columns, encodeTable(columns, rows))).toEqual(rows);
      }),
      { seed: 1 },
    );
  });

  test('says of each column whether it may be null', () => {
    const rows = [{ x: 1, reason: null }];
    const { schema } = tableFromIPC(encodeTable({ x: 'float64', reason: 'utf8?' }, rows));
    expect(schema.fields.map((field) => field.nullable)).toEqual([false, true]);
    expect(encodeTable({ x: 'float64?' }, [{ x: 1 }])).not.toEqual(encodeTable({ x: 'float64' }, [{ x: 1 }]));
  });

  test.each([undefined, '1', true, Number.NaN])('refuses %j where a number or null is expected', (x) => {
    expect(() => encodeTable({ x: 'float64?' }, [{ x: null }, { x: x as never }])).toThrow(
      `column 'x' of row 1 is ${x}, expected float64?`,
    );
  });

  test('has the same bytes on every platform and Node version', () => {
    const nullable = { x: 'float64?', reason: 'utf8?' } as const;
    const undefinedValue = { x: null, reason: 'no root' };
    expect(digestOf(encodeTable(nullable, [undefinedValue, { x: 0.1, reason: null }]))).toBe(GOLDEN_NULLABLE_TABLE);
    const rows = [
      { name: 'a', x: 0.1, y: 0.5, n: -1, ok: true },
      { name: 'ß', x: Number.POSITIVE_INFINITY, y: Number.NEGATIVE_INFINITY, n: 7, ok: false },
    ];
    expect(digestOf(encodeTable(COLUMNS, rows))).toBe(GOLDEN_TABLE);
  });
});

describe('a tensor', () => {
  test.each([
    ['float32', Float32Array],
    ['float64', Float64Array],
    ['int32', Int32Array],
    ['uint8', Uint8Array],
  ] as const)('of %s comes back as it went, whatever its shape', (dtype, TypedArray) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), (shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const data = new TypedArray(size).map((_, i) => i * 3);
        const { data: back, ...rest } = decodeTensor(dtype, 2, encodeTensor(dtype, { layer: 2, shape, data }));
        expect(rest).toEqual({ layer: 2, shape });
        expect(back).toEqual(data);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('that is a view on a larger buffer is written alone', () => {
    const whole = Float32Array.from({ length: 1000 }, (_, i) => i);
    const bytes = encodeTensor('float32', { layer: 0, shape: [2, 2], data: whole.subarray(10, 14) });
    expect([...decodeTensor('float32', 0, bytes).data]).toEqual([10, 11, 12, 13]);
    expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
    expect(bytes.byteLength).toBeLessThan(1000);
  });

  test('is a column of fixed-size lists under the canonical extension type', () => {
    const { schema, numRows } = tableFromIPC(
      encodeTensor('uint8', { layer: 0, shape: [3, 2, 5], data: new Uint8Array(30) }),
    );
    expect(numRows).toBe(3);
    expect(String(schema.fields[0]!.type)).toBe('FixedSizeList[10]<Uint8>');
    expect(Object.fromEntries(schema.fields[0]!.metadata)).toEqual({
      'ARROW:extension:name': 'arrow.fixed_shape_tensor',
      'ARROW:extension:metadata': '{"shape":[2,5]}',
    });
  });

  test('has the same bytes on every platform and Node version', () => {
    const data = Float32Array.of(0, 0.1, Number.NaN, -1, 5, 6);
    expect(digestOf(encodeTensor('float32', { layer: 0, shape: [2, 3], data }))).toBe(GOLDEN_TENSOR);
  });

  test('is refused where it does not fit its contract', () => {
    const contract = tensor('float32', ['n', 2]);
    expect(() => checkTensor(contract, { layer: 1, shape: [9, 2], data: new Float32Array(18) })).not.toThrow();
    expect(() => checkTensor(contract, { layer: 1, shape: [3], data: new Float32Array(3) })).toThrow(
      'layer 1 has shape (3), expected (n, 2)',
    );
    expect(() => checkTensor(contract, { layer: 1, shape: [1, 2], data: new Float64Array(2) })).toThrow(
      'layer 1 is a Float64Array, expected float32',
    );
    expect(() => checkTensor(contract, { layer: 1, shape: [2, 2], data: new Float32Array(5) })).toThrow(
      'layer 1 has shape (2, 2) but 5 entries; expected 4',
    );
  });

  test('is not read from an object of another kind or type', () => {
    expect(() => decodeTensor('float32', 0, encodeTable({ a: 'float32' }, [{ a: 1 }]))).toThrow('is not a tensor');
    const doubles = encodeTensor('float64', { layer: 0, shape: [1], data: new Float64Array(1) });
    expect(() => decodeTensor('float32', 0, doubles)).toThrow('the object holds Float64Array, expected float32');
  });
});

describe('a summary', () => {
  test('has the mean, the population variance and the range', () => {
    expect(summarise([1, 2, 3, 6])).toEqual({ mean: 3, variance: 3.5, min: 1, max: 6 });
    expect(summarise(Array(10).fill(0.1))).toEqual({ mean: 0.1, variance: 0, min: 0.1, max: 0.1 });
  });

  test('of nothing is NaN', () => {
    expect(summarise([])).toEqual({ mean: Number.NaN, variance: Number.NaN, min: Number.NaN, max: Number.NaN });
  });
});

const GOLDEN_TABLE = 'b21b745436f1e6f7f7e8b509549294ca71716f6d1808d016c06775712963e2de';
const GOLDEN_NULLABLE_TABLE = '77066485d76eb55164c18bd1733bdea9cb712e6d6d83ac06d441fd4d5f86bca6';
const GOLDEN_TENSOR = 'b80229d33c38610e7a337cc21a1ac12169383c226c78caffd344b012708adfad';
