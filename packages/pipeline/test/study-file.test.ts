import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configureStudy, studyNameOf } from '../src/declare/study-file.js';
import { studySchema } from '../src/declare/study-schema.js';
import { defineStudy } from '../src/plan/study.js';

const study = defineStudy({
  name: 'grid',
  title: 'A grid',
  // Not strict: the engine itself refuses what is not declared.
  params: z
    .object({
      dataset: z.object({ name: z.enum(['mnist', 'fashion-mnist']).default('mnist') }).prefault({}),
      network: z.object({
        depth: z.int().positive().default(30),
        sigmaW2: z.number().positive(),
        hidden: z.array(z.int()).default([784]),
      }),
      training: z.object({ epochs: z.int().min(0).default(15), shuffle: z.boolean().default(false) }).prefault({}),
      seed: z.int().default(0),
    })
    .refine(({ network, training }) => !(network.depth > 100 && training.epochs > 100), {
      error: 'this would take a year',
    }),
  build: () => {},
});

const FILE = `# a comment
study: grid
params:
  network: { depth: 10 }
  training:
    epochs: 2
sweep:
  network.sigmaW2: [1.5, 2]
  seed: { count: 3 }
`;
const configure = (text: string, ...sets: string[]) => configureStudy(study, { text, file: 'studies/grid.yaml' }, sets);
const cellsOf = (text: string, ...sets: string[]) => [...configure(text, ...sets).cells()];
/** FILE with one line replaced. */
const withLine = (from: string, to: string): string => {
  expect(FILE).toContain(from);
  return FILE.replace(from, to);
};

describe('a study file', () => {
  test('becomes its cells, defaults filled in, the last axis running fastest', () => {
    const { title, axes, given } = configure(FILE);
    expect(title).toBe('A grid');
    expect(given).toEqual({ network: { depth: 10 }, training: { epochs: 2 } });
    expect(axes).toEqual([
      { path: 'network.sigmaW2', values: [1.5, 2] },
      { path: 'seed', values: [0, 1, 2] },
    ]);
    const cells = cellsOf(FILE) as { network: { sigmaW2: number }; seed: number }[];
    expect(cells.map(({ network, seed }) => [network.sigmaW2, seed])).toEqual([
      [1.5, 0],
      [1.5, 1],
      [1.5, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    expect(cells[0]).toEqual({
      dataset: { name: 'mnist' },
      network: { depth: 10, sigmaW2: 1.5, hidden: [784] },
      training: { epochs: 2, shuffle: false },
      seed: 0,
    });
  });

  test('may leave sections out or empty, and has a title of its own', () => {
    const text = 'study: grid\ntitle: Mine\nparams:\nsweep:\n  network.sigmaW2: [1]\n';
    expect(configure(text).title).toBe('Mine');
    expect(cellsOf(text)).toHaveLength(1);
    expect(cellsOf('study: grid', 'network.sigmaW2=1')).toHaveLength(1);
  });

  test('names its study', () => {
    expect(studyNameOf({ text: FILE, file: 'f' })).toBe('grid');
    expect(() => studyNameOf({ text: 'title: x', file: 'f' })).toThrow(
      "f:1: study: expected the name of a study, as in 'study: quickstart'.",
    );
    expect(() => studyNameOf({ text: '', file: 'f' })).toThrow('f:1: study: expected the name');
  });
});

describe('a study file is refused', () => {
  test.each([
    [
      'for an unknown parameter in the sweep, with line and suggestion',
      withLine('network.sigmaW2: [1.5, 2]', 'network.sigma_w2: [1.5, 2]'),
      'studies/grid.yaml:8: sweep.network.sigma_w2: unknown parameter; did you mean network.sigmaW2?',
    ],
    [
      'for an unknown parameter, however deep',
      withLine('epochs: 2', 'epoch: 2'),
      'studies/grid.yaml:6: params.training.epoch: unknown parameter; did you mean training.epochs?',
    ],
    [
      'for a parameter at the wrong place',
      withLine('network: { depth: 10 }', 'depth: 10'),
      'studies/grid.yaml:4: params.depth: unknown parameter; did you mean network.depth?',
    ],
    [
      'for a name that is near to none, with the list of all',
      withLine('seed: {', 'temperature: {'),
      'studies/grid.yaml:9: sweep.temperature: unknown parameter; the names are dataset.name, network.depth, network.sigmaW2, network.hidden, training.epochs, training.shuffle, seed',
    ],
    [
      'for an unknown section',
      withLine('sweep:', 'sweeps:'),
      'studies/grid.yaml:7: sweeps: unknown parameter; did you mean sweep?',
    ],
    [
      'for an impossible value',
      withLine('depth: 10', 'depth: 0'),
      'studies/grid.yaml:4: params.network.depth: Too small: expected number to be >0, not 0',
    ],
    [
      'for a wrong type',
      withLine('epochs: 2', 'epochs: two'),
      'studies/grid.yaml:6: params.training.epochs: Invalid input: expected number, received string',
    ],
    [
      'for an impossible value anywhere in a sweep',
      withLine('[1.5, 2]', '[1.5, 2, -1]'),
      'studies/grid.yaml:8: sweep.network.sigmaW2: Too small: expected number to be >0, not -1',
    ],
    [
      'for a range that runs backwards',
      withLine('[1.5, 2]', '{ from: 2, to: 1, step: 0.5 }'),
      "studies/grid.yaml:8: sweep.network.sigmaW2: the range from 2 to 1 is empty; 'from' must not be above 'to'",
    ],
    [
      'for a range without end',
      withLine('[1.5, 2]', '{ from: 0, to: 1, step: 1.0e-9 }'),
      /^studies\/grid.yaml:8: sweep.network.sigmaW2: the axis has 1000000001 values, more than 1000000$/,
    ],
    [
      'for a step of zero',
      withLine('[1.5, 2]', '{ from: 1, to: 2, step: 0 }'),
      'studies/grid.yaml:8: sweep.network.sigmaW2.step: the step must be above 0',
    ],
    [
      'for a sweep of a single value',
      withLine('[1.5, 2]', '1.5'),
      'studies/grid.yaml:8: sweep.network.sigmaW2: expected a list of values',
    ],
    [
      'for a list with what is no value, by its place',
      withLine('[1.5, 2]', '[1.5, .inf]'),
      /^studies\/grid.yaml:8: sweep.network.sigmaW2: entry 1 is Infinity; expected finite numbers, texts, true or false, or lists/,
    ],
    [
      'for a range with a misspelt end',
      withLine('[1.5, 2]', '{ from: 1, too: 2, step: 1 }'),
      /^studies\/grid.yaml:8: sweep.network.sigmaW2: expected a list of values, .* or { count }; to is missing$/,
    ],
    [
      'for a step that is lost in rounding',
      withLine('[1.5, 2]', '{ from: 1, to: 2, step: 1.0e-17 }'),
      'studies/grid.yaml:8: sweep.network.sigmaW2: the step 1e-17 is lost in the rounding of numbers between 1 and 2',
    ],
    [
      'for a dotted name under params, with how it is written there',
      withLine('network: { depth: 10 }', 'network.depth: 10'),
      'studies/grid.yaml:4: params.network.depth: write it nested under params, as in params: { network: { depth: ... } }',
    ],
    [
      'for a name that no object keeps, wherever it stands',
      withLine('network: { depth: 10 }', 'network: { depth: 10, __proto__: { sigmaW2: 3 } }'),
      'studies/grid.yaml:4: __proto__: there is no parameter of that name.',
    ],
    [
      'for a key that stands twice',
      withLine('seed: {', 'network.sigmaW2: {'),
      'studies/grid.yaml:9: Map keys must be unique',
    ],
    ['for what is not YAML', 'study: grid\nparams: { a: [1\n', /^studies\/grid\.yaml:\d: /],
    ['for what is no mapping', '- study', 'studies/grid.yaml:1: Invalid input: expected object, received array'],
    [
      'for another study',
      withLine('study: grid', 'study: other'),
      "studies/grid.yaml:2: study: is 'other', but the study at hand is 'grid'.",
    ],
    [
      'for a parameter that is neither given nor swept',
      withLine('network.sigmaW2: [1.5, 2]', 'network.depth: [1, 2]'),
      'studies/grid.yaml:4: params.network.sigmaW2: Invalid input: expected number, received undefined',
    ],
  ])('%s', (_, text, message) => expect(() => configure(text)).toThrow(message));

  test('with one line for each fault', () => {
    const text = withLine('depth: 10', 'depth: 0, widht: 3').replace('seed:', 'sead:');
    expect(() => configure(text)).toThrow(
      [
        'studies/grid.yaml:4: params.network.widht: unknown parameter; the names are dataset.name, network.depth, network.sigmaW2, network.hidden, training.epochs, training.shuffle, seed',
        'studies/grid.yaml:9: sweep.sead: unknown parameter; did you mean seed?',
        'studies/grid.yaml:4: params.network.depth: Too small: expected number to be >0, not 0',
      ].join('\n'),
    );
  });

  test('at the cell whose values are impossible only together', () => {
    const text = withLine('seed: { count: 3 }', 'network.depth: [10, 1000]');
    const { cells } = configure(text, 'training.epochs=[1, 1000]');
    expect(() => [...cells()]).toThrow(
      'studies/grid.yaml: the cell {"network.sigmaW2":1.5,"network.depth":1000,"training.epochs":1000}: this would take a year',
    );
  });
});

describe('--set', () => {
  test('replaces a value', () => {
    expect(cellsOf(FILE, 'training.epochs=7', 'dataset.name=fashion-mnist')[0]).toMatchObject({
      training: { epochs: 7 },
      dataset: { name: 'fashion-mnist' },
    });
  });

  test('replaces a swept axis by a value', () => {
    const { axes } = configure(FILE, 'seed=4');
    expect(axes.map((axis) => axis.path)).toEqual(['network.sigmaW2']);
    expect(cellsOf(FILE, 'seed=4')).toEqual([
      expect.objectContaining({ seed: 4 }),
      expect.objectContaining({ seed: 4 }),
    ]);
  });

  test('sweeps by a list or a range, but gives a list to a parameter that is one', () => {
    expect(configure(FILE, 'seed=[5, 6]', 'training.epochs={ from: 1, to: 3, step: 1 }').axes).toEqual([
      { path: 'network.sigmaW2', values: [1.5, 2] },
      { path: 'seed', values: [5, 6] },
      { path: 'training.epochs', values: [1, 2, 3] },
    ]);
    expect(cellsOf(FILE, 'network.hidden=[10, 20]')[0]).toMatchObject({ network: { hidden: [10, 20] } });
  });

  test.each([
    ['network.dept=3', '--set network.dept=3: unknown parameter; did you mean network.depth?'],
    ['network.depth', '--set network.depth: expected path=value, as in --set training.epochs=2'],
    ['=3', '--set =3: expected path=value'],
    ['seed=[1', '--set seed=[1: the value is not YAML: '],
    ['network.depth=0', '--set network.depth=0: network.depth: Too small: expected number to be >0, not 0'],
    ['network.sigmaW2=x', '--set network.sigmaW2=x: network.sigmaW2: Invalid input: expected number, received string'],
    ['seed={ from: 2, to: 1, step: 1 }', '--set seed={ from: 2, to: 1, step: 1 }: the range from 2 to 1 is empty'],
  ])('%s is refused', (set, message) => expect(() => configure(FILE, set)).toThrow(message));
});

describe('the JSON Schema of a study', () => {
  const schema = studySchema(study);

  test('knows every parameter with type and default, and requires none, since it may be swept', () => {
    const formula = { $ref: '#/$defs/formula' };
    expect(schema).toMatchObject({
      title: 'A grid',
      properties: {
        study: { const: 'grid' },
        params: {
          properties: {
            dataset: {
              properties: { name: { anyOf: [{ enum: ['mnist', 'fashion-mnist'] }, formula], default: 'mnist' } },
            },
            network: {
              properties: { depth: { anyOf: [{ type: 'integer' }, formula], default: 30 } },
              additionalProperties: false,
            },
            seed: { anyOf: [{ type: 'integer' }, formula] },
          },
          additionalProperties: false,
        },
      },
      required: ['study'],
      additionalProperties: false,
    });
    expect(JSON.stringify(schema)).not.toMatch(/"required":\[[^\]]*sigmaW2/);
  });

  test('offers a sweep over each parameter', () => {
    const { grid } = schema.$defs as { grid: { properties: Record<string, { anyOf: { items?: unknown }[] }> } };
    expect(Object.keys(grid.properties)).toEqual([
      'dataset.name',
      'network.depth',
      'network.sigmaW2',
      'network.hidden',
      'training.epochs',
      'training.shuffle',
      'seed',
      'zip',
      'exclude',
      'include',
    ]);
    expect(grid.properties['dataset.name']!.anyOf[0]).toMatchObject({ items: { enum: ['mnist', 'fashion-mnist'] } });
  });
});
