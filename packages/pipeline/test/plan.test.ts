import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { table, tensor } from '../src/declare/contract.js';
import { defineStage } from '../src/declare/stage.js';
import type { OutputRef } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { mismatch } from '../src/plan/wiring.js';
import { block, initialise } from './fixtures/block.mjs';
import { numbers } from './fixtures/numbers.mjs';
import { scale } from './fixtures/scale.mjs';
import { sum } from './fixtures/sum.mjs';
import { sums } from './world.js';

describe('a plan', () => {
  test('has equal instances once, inputs before their consumers', () => {
    const { nodes } = sums([1, 2, 2, 1]);
    expect(nodes.map((node) => `${node.stage.name} ${node.depth} ${node.height}`)).toEqual([
      'numbers 0 2',
      'scale 1 1',
      'sum 2 0',
      'scale 1 1',
      'sum 2 0',
    ]);
    expect(nodes[0]!.consumers).toEqual([nodes[1], nodes[3]]);
  });

  test('gives each instance the parameters of everything upstream, its own first', () => {
    const plan = new PlanBuilder();
    const { weights } = plan.add(initialise, {
      params: { units: 3 },
      inputs: {},
      stream: { seed: 7, sigmaW2: 1.5 },
      keep: 'never',
    });
    plan.add(block, { params: { epoch: 1, rate: 0.1 }, inputs: { weights }, keep: 'head' });
    const [first, second] = plan.build().nodes;
    expect(first!.cell).toEqual({ seed: 7, sigmaW2: 1.5, units: 3 });
    expect(second!.cell).toEqual({ seed: 7, sigmaW2: 1.5, units: 3, epoch: 1, rate: 0.1 });
    expect([first!.stream, second!.stream]).toEqual([{ seed: 7, sigmaW2: 1.5 }, null]);
  });

  test('lets two stages fill one table of the same columns, with the cell columns of both', () => {
    const plan = new PlanBuilder();
    const { values } = plan.add(numbers, { params: { count: 2 }, inputs: {} });
    plan.add(sum, { params: { offset: 0 }, inputs: { values } });
    const scaled = plan.add(scale, { params: { factor: 2 }, inputs: { values } });
    const other = defineStage({ ...sum, name: 'other' });
    plan.add(other, { params: { offset: 0 }, inputs: { values: scaled.scaled } });
    const tables = plan.build().tables.filter(({ name }) => name === 'sums');
    expect(tables.map(({ cellColumns }) => cellColumns.map(({ name }) => name))).toEqual([
      ['count', 'first', 'offset', 'factor'],
    ]);
  });

  test('declares its tables: cell columns with their types, without those the table has itself', () => {
    const plan = new PlanBuilder();
    for (const sigmaW2 of [1, 1.5]) {
      const { weights } = plan.add(initialise, {
        params: { units: 3 },
        inputs: {},
        stream: { seed: 7, sigmaW2, who: 'x', ok: true },
      });
      plan.add(block, { params: { epoch: 1, rate: 0.1 }, inputs: { weights }, keep: 'head' });
    }
    expect(plan.build().tables).toEqual([
      {
        name: 'training',
        cellColumns: [
          { name: 'seed', key: 'seed', type: 'BIGINT' },
          { name: 'sigma_w2', key: 'sigmaW2', type: 'DOUBLE' },
          { name: 'who', key: 'who', type: 'VARCHAR' },
          { name: 'ok', key: 'ok', type: 'BOOLEAN' },
          { name: 'units', key: 'units', type: 'BIGINT' },
          { name: 'rate', key: 'rate', type: 'DOUBLE' },
        ],
        measuredColumns: { seconds: 'wallSeconds' },
      },
    ]);
  });

  test('has one instance for 0 and -0, which is given 0', () => {
    const plan = new PlanBuilder();
    for (const offset of [-0, 0]) plan.add(numbers, { params: { count: 1, first: offset }, inputs: {} });
    const { nodes } = plan.build();
    expect(nodes).toHaveLength(1);
    expect(Object.is(nodes[0]!.params.first, 0)).toBe(true);
  });

  test('tells lists and objects apart as JSON text, and keeps absent values out of the cell', () => {
    const listed = defineStage({
      name: 'listed',
      module: import.meta.url,
      params: z.object({
        layers: z.array(z.int()),
        looks: z.object({ at: z.int() }),
        note: z.string().optional(),
        mode: z.string().nullable(),
      }),
      inputs: {},
      outputs: { listed: table({ x: 'float64' }) },
      run: () => ({ listed: [] }),
    });
    const plan = new PlanBuilder();
    plan.add(listed, { params: { layers: [1, 2], looks: { at: 3 }, mode: null }, inputs: {} });
    const { nodes, tables } = plan.build();
    expect(nodes[0]!.cell).toEqual({ layers: '[1,2]', looks: '{"at":3}', mode: null });
    expect(nodes[0]!.params).toEqual({ layers: [1, 2], looks: { at: 3 }, mode: null });
    expect(tables[0]!.cellColumns).toEqual(
      ['layers', 'looks', 'mode'].map((name) => ({ name, key: name, type: 'VARCHAR' })),
    );
  });
});

describe('a column that may be null', () => {
  const source = defineStage({
    name: 'source',
    module: import.meta.url,
    params: z.object({}),
    inputs: {},
    outputs: { sure: table({ a: 'float64', why: 'utf8' }), unsure: table({ a: 'float64?', why: 'utf8' }) },
    run: () => ({ sure: [{ a: 1, why: '' }], unsure: [{ a: null, why: 'no root' }] }),
  });
  const tolerant = defineStage({
    name: 'tolerant',
    module: import.meta.url,
    params: z.object({}),
    inputs: { given: table({ a: 'float64?' }) },
    outputs: { tolerant: table({ a: 'float64' }) },
    // The compiler knows that `a` may be null here.
    run: ({ inputs: { given } }) => ({ tolerant: given.map(({ a }) => ({ a: a ?? 0 })) }),
  });
  const strict = defineStage({
    name: 'strict',
    module: import.meta.url,
    params: z.object({}),
    inputs: { given: table({ a: 'float64' }) },
    outputs: { strict: table({ a: 'float64' }) },
    run: ({ inputs: { given } }) => ({ strict: given }),
  });

  test('may be wired to one that never is, and not the other way round', () => {
    const plan = new PlanBuilder();
    const { sure, unsure } = plan.add(source, { params: {}, inputs: {} });
    for (const given of [sure, unsure]) plan.add(tolerant, { params: {}, inputs: { given } });
    plan.add(strict, { params: {}, inputs: { given: sure } });
    // @ts-expect-error the compiler refuses it too
    expect(() => plan.add(strict, { params: {}, inputs: { given: unsure } })).toThrow(
      "stage strict: input 'given' is wired to source.unsure, which has column 'a' of type float64?, expected float64.",
    );
  });
});

describe('a plan is refused', () => {
  const wired = (): { plan: PlanBuilder; values: OutputRef<typeof numbers.outputs.values> } => {
    const plan = new PlanBuilder();
    return { plan, values: plan.add(numbers, { params: { count: 5 }, inputs: {} }).values };
  };

  test('for a parameter out of its domain', () => {
    expect(() => new PlanBuilder().add(numbers, { params: { count: 0 }, inputs: {} })).toThrow(
      /stage numbers: .*expected number to be >0.*count/s,
    );
  });

  test('for a stream where nothing is drawn, and for none where something is', () => {
    const plan = new PlanBuilder();
    // @ts-expect-error the compiler refuses it too
    expect(() => plan.add(initialise, { params: { units: 3 }, inputs: {} })).toThrow(
      'stage initialise: draws random numbers but has no stream; give the values that name it, as in stream: { seed }.',
    );
    // @ts-expect-error the compiler refuses it too
    expect(() => plan.add(numbers, { params: { count: 5 }, inputs: {}, stream: { seed: 0 } })).toThrow(
      'stage numbers: has a stream but does not declare that it draws; leave one out.',
    );
  });

  test('for keeping what is no tensor of the stage', () => {
    const { plan, values } = wired();
    // @ts-expect-error the compiler refuses it too
    expect(() => plan.add(sum, { params: { offset: 0 }, inputs: { values }, keep: { sums: 'never' } })).toThrow(
      "stage sum: keep names 'sums', which is a table, and tables are always kept.",
    );
    // @ts-expect-error the compiler refuses it too
    expect(() => plan.add(scale, { params: { factor: 1 }, inputs: { values }, keep: { scale: 'never' } })).toThrow(
      "stage scale: keep names 'scale', which is no output of it.",
    );
  });

  test('for an input that is missing, unknown, or of another plan', () => {
    const { plan, values } = wired();
    expect(() => plan.add(sum, { params: { offset: 0 }, inputs: {} as { values: typeof values } })).toThrow(
      "stage sum: input 'values' is not wired.",
    );
    const extra = { values, more: values };
    expect(() => plan.add(sum, { params: { offset: 0 }, inputs: extra })).toThrow("stage sum: has no input 'more'.");
    expect(() => wired().plan.add(sum, { params: { offset: 0 }, inputs: { values } })).toThrow(
      "stage sum: input 'values' is wired to an instance of another plan.",
    );
  });

  test('for a wrong kind, dtype, rank, size or column', () => {
    const { plan } = wired();
    const { sums } = plan.add({ ...sum, inputs: {} }, { params: { offset: 0 }, inputs: {} });
    const refs = { values: sums as unknown as OutputRef<typeof numbers.outputs.values> };
    expect(() => plan.add(scale, { params: { factor: 1 }, inputs: refs })).toThrow(
      "stage scale: input 'values' is wired to sum.sums, which is a table, expected a tensor.",
    );
    expect(mismatch(tensor('float32', ['n']), tensor('float64', ['n']))).toBe('has dtype float32, expected float64');
    expect(mismatch(tensor('int32', ['n']), tensor('int32', ['n', 2]))).toBe('has shape (n), expected (n, 2)');
    expect(mismatch(tensor('int32', ['n', 3]), tensor('int32', ['n', 2]))).toBe('has shape (n, 3), expected (n, 2)');
    expect(mismatch(tensor('int32', ['n', 3]), tensor('int32', [5, 'width']))).toBeNull();
    const given = table({ a: 'int32', b: 'utf8' });
    expect(mismatch(given, table({ b: 'utf8' }))).toBeNull();
    expect(mismatch(given, table({ c: 'utf8' }))).toBe("has no column 'c'");
    expect(mismatch(given, table({ a: 'float64' }))).toBe("has column 'a' of type int32, expected float64");
    expect(mismatch(given, tensor('int32', []))).toBe('is a table, expected a tensor');
    expect(mismatch(given, table({ a: 'int32?' }))).toBeNull();
    expect(mismatch(table({ a: 'int32?' }), given)).toBe("has column 'a' of type int32?, expected int32");
  });

  test('for two stages of one name', () => {
    const { plan, values } = wired();
    plan.add(scale, { params: { factor: 1 }, inputs: { values } });
    expect(() => plan.add(defineStage({ ...scale }), { params: { factor: 2 }, inputs: { values } })).toThrow(
      "two stages are named 'scale'; a name belongs to one stage.",
    );
  });

  test('for two stages that give one table different columns or one parameter two types', () => {
    const { plan, values } = wired();
    plan.add(sum, { params: { offset: 0 }, inputs: { values } });
    const other = defineStage({
      ...sum,
      name: 'other',
      outputs: { sums: table({ total: 'int32' }) },
      run: () => ({ sums: [] }),
    });
    plan.add(other, { params: { offset: 0 }, inputs: { values } });
    expect(() => plan.build()).toThrow("stages sum and other both fill table 'sums', with different columns");

    const again = wired();
    again.plan.add(sum, { params: { offset: 0 }, inputs: { values: again.values } });
    const typed = defineStage({
      ...scale,
      name: 'typed',
      params: z.object({ offset: z.string() }),
      run: () => ({ scaled: [] }),
    });
    again.plan.add(typed, { params: { offset: 'a' }, inputs: { values: again.values } });
    expect(() => again.plan.build()).toThrow(
      "parameter 'offset' is DOUBLE in stage sum but VARCHAR in stage typed; one name has one type.",
    );
  });

  test('for a stage with an odd name', () => {
    expect(() => defineStage({ ...sum, name: 'Sum up' })).toThrow("defineStage: name is 'Sum up'");
  });
});
