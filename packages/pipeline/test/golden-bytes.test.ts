import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { table, tensor } from '../src/declare/contract.js';
import { defineStage } from '../src/declare/stage.js';
import { digestOf, encodeTable, encodeTensor } from '../src/encode/arrow.js';
import { callStage } from '../src/encode/call.js';
import { inputObject, stageTask } from '../src/encode/task.js';
import type { OutputRecord } from '../src/records.js';

/**
 * Written by this encoder, and since then the same on every Node: test/expected/golden_bytes.py reads the bytes with another
 * implementation of Arrow. If they change, so does every digest in every store, and with it every key below.
 */
const golden = JSON.parse(readFileSync(new URL('./expected/golden-bytes.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, { readonly base64: string; readonly sha256: string }>
>;

const columns = { name: 'utf8', x: 'float64?', y: 'float32', n: 'int32', ok: 'bool?' } as const;
const rows = [
  { name: 'mnist', x: 0.1, y: 0.5, n: -7, ok: true },
  { name: 'größe', x: null, y: -0, n: 2 ** 31 - 1, ok: null },
  { name: '', x: Number.POSITIVE_INFINITY, y: 3, n: 0, ok: false },
];
const cases: Readonly<Record<string, () => Uint8Array>> = {
  'table of three rows': () => encodeTable(columns, rows),
  'table of no rows': () => encodeTable(columns, []),
  'matrix of float32': () =>
    encodeTensor('float32', { layer: 1, shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) }),
  'vector of float64': () => encodeTensor('float64', { layer: 0, shape: [3], data: Float64Array.of(0.1, -0, 1e300) }),
  'images of uint8': () =>
    encodeTensor('uint8', { layer: 0, shape: [2, 2, 2], data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 255) }),
  'labels of int32': () => encodeTensor('int32', { layer: 0, shape: [2], data: Int32Array.of(-1, 9) }),
};

describe('the bytes of', () => {
  test.each(Object.entries(cases))('a %s are what they were', (name, encoded) => {
    const bytes = encoded();
    expect(Buffer.from(bytes).toString('base64')).toBe(golden[name]?.base64);
    expect(digestOf(bytes)).toBe(golden[name]?.sha256);
  });

  test('there is no golden value without its case', () => {
    expect(Object.keys(golden).sort()).toEqual(Object.keys(cases).sort());
  });
});

test('a stage gets its parameters as they are in the key, and its inputs as they were encoded', async () => {
  const given: unknown[] = [];
  const stage = defineStage({
    name: 'given',
    module: import.meta.url,
    params: z.object({ n: z.number(), list: z.array(z.string()) }),
    inputs: { rows: table(columns), matrix: tensor('float32', ['row', 'column']) },
    outputs: { rows: table(columns), matrix: tensor('float32', ['row', 'column']) },
    run: ({ params, inputs, stream }) => {
      given.push(params, inputs.rows, stream);
      return inputs;
    },
  });
  const [bytes, matrix] = [cases['table of three rows']!(), cases['matrix of float32']!()];
  const recorded = (layer: number) => ({ tensors: [{ layer }] }) as unknown as OutputRecord;
  const outputs = await callStage(
    stage,
    stageTask(stage, { n: 0.1, list: ['a'] }, null, {
      rows: [inputObject(recorded(0), 0, bytes)],
      matrix: [inputObject(recorded(1), 0, matrix)],
    }),
    { progress: () => {}, provenance: () => {} },
  );
  expect(given).toEqual([{ n: 0.1, list: ['a'] }, rows, null]);
  expect(outputs.map(({ objects }) => objects[0]!.digest)).toEqual([digestOf(bytes), digestOf(matrix)]);
});
