import { describe, expect, test } from 'vitest';
import { configureStudy } from '../src/index.js';
import { configure, study } from './grid-study.js';

/** Depth, width, σ_w², epochs and seed of each cell. */
const cellsOf = (sweep: string, sets: readonly string[] = []) =>
  [...configure(sweep, sets).cells()].map((cell) => {
    const { network, training, seed } = cell as {
      network: { depth: number; width: number; sigmaW2: number };
      training: { epochs: number };
      seed: number;
    };
    return [network.depth, network.width, network.sigmaW2, training.epochs, seed].join(' ');
  });

describe('parameters that go together', () => {
  test('are one axis, at the place where they stand', () => {
    expect(
      cellsOf(`sweep:
  seed: { count: 2 }
  zip: { network.depth: [10, 20], network.width: { from: 5, to: 6, points: 2 } }
  training.epochs: [1, 2]`),
    ).toEqual([
      '10 5 1.5 1 0',
      '10 5 1.5 2 0',
      '20 6 1.5 1 0',
      '20 6 1.5 2 0',
      '10 5 1.5 1 1',
      '10 5 1.5 2 1',
      '20 6 1.5 1 1',
      '20 6 1.5 2 1',
    ]);
  });

  test('may be several groups, and have a value twice', () => {
    const sweep = `sweep:
  zip:
    - { network.depth: [1, 1, 2, 2], network.width: [5, 6, 5, 5] }
    - { seed: [7, 8], training.epochs: [3, 4] }`;
    expect(cellsOf(sweep)).toHaveLength(3 * 2);
    expect(configure(sweep).axes.map(({ path, values }) => [path, values.length])).toEqual([
      ['network.depth', 2],
      ['network.width', 2],
      ['seed', 2],
      ['training.epochs', 2],
    ]);
  });

  test.each([
    [
      'zip: { seed: [1, 2], network.depth: [1] }',
      'g.yaml:3: sweep.zip: what goes together has as many values each, but seed has 2, network.depth has 1',
    ],
    ['zip: { seed: [1, 2] }', 'g.yaml:3: sweep.zip: expected two parameters or more that go together'],
    [
      'zip: [{ seed: [1], netwrk.depth: [1] }]',
      'g.yaml:3: sweep.zip[0].netwrk.depth: unknown parameter; did you mean network.depth?',
    ],
    ['zip: { seed: [1], network.depth: [0] }', 'g.yaml:3: sweep.zip.network.depth: Too small'],
    [
      'zip: { seed: [1], network.depth: 3..5 }',
      'g.yaml:3: sweep.zip.network.depth: expected a list of values, { from, to, step }',
    ],
    ['{ seed: [1], zip: { seed: [1], network.depth: [1] } }', 'g.yaml:3: sweep.zip: seed is varied twice in one grid'],
    ['zips: { seed: [1] }', 'g.yaml:3: sweep.zips: unknown parameter; did you mean zip?'],
  ])('are refused as %s', (zip, message) => expect(() => configure(`sweep:\n  ${zip}`)).toThrow(message));
});

describe('conditions', () => {
  const sweep = `sweep:
  network.depth: [10, 20, 30]
  network.sigmaW2: [1, 2]`;

  test('exclude cells, and include some only', () => {
    expect(cellsOf(`${sweep}\n  exclude: network.depth > 10 and network.sigmaW2 < 2`)).toEqual([
      '10 100 1 15 0',
      '10 100 2 15 0',
      '20 100 2 15 0',
      '30 100 2 15 0',
    ]);
    expect(cellsOf(`${sweep}\n  exclude: [network.depth == 10, network.depth == 20]`)).toHaveLength(2);
    expect(cellsOf(`${sweep}\n  include: ['network.depth in [10, 30]', network.sigmaW2 == 2]`)).toHaveLength(5);
    expect(cellsOf(`${sweep}\n  include: network.activation == 'relu' or seed == 0`)).toHaveLength(6);
    expect(cellsOf(`${sweep}\n  include: not (snapshots == training.shuffle)`)).toHaveLength(6);
  });

  test('are counted', () => {
    expect(configure(`${sweep}\n  exclude: network.depth == 20`).allCells).toBe(4);
  });

  test('let an impossible combination stand that is no cell', () => {
    const text = `sweep:\n  network.depth: [0, 10]\n  seed: [0, 1]\n  exclude: network.depth == 0`;
    expect(cellsOf(text)).toHaveLength(2);
  });

  test.each([
    [
      'network.dept > 3',
      "g.yaml:5: sweep.exclude: 'network.dept > 3': network.dept: unknown parameter; did you mean network.depth?",
    ],
    ['network.depth = 3', 'it cannot be read: Unexpected "="; equality is written ==.'],
    ['network.depth + 3', "'network.depth + 3': is 13; a condition is true or false, as in seed < 3."],
    ['network.activation > 3', '> takes numbers, not "tanh".'],
    ['1 < network.depth < 3', '< takes numbers, not true.'],
    ['network.depth network.width', 'it is several expressions, not one'],
    ["network['depth'] > 1", 'expected the dotted name of a parameter, as in network.depth.'],
    ['process.exit(1)', 'process.exit: unknown function'],
    ['constructor == 1', 'constructor: unknown parameter'],
    ['this == 1', 'ThisExpression is none of what an expression may have'],
    ['-network.depth ^ 2 > 1', 'a sign before a power'],
  ])('are refused as %s', (condition, message) => {
    expect(() => configure(`${sweep}\n  exclude: ${JSON.stringify(condition)}`)).toThrow(message);
  });

  test('are refused where they would have to be tried too often', () => {
    const axes = 'network.depth: { count: 10000, start: 1 }\n  seed: { count: 10000 }';
    expect(() => configure(`sweep:\n  ${axes}\n  exclude: seed > 3`)).toThrow(
      'g.yaml:2: sweep: there are 100,000,000 combinations (10,000 of network.depth x 10,000 of seed), of which the cells',
    );
    const fewer = 'network.depth: { count: 3000, start: 1 }\n  seed: { count: 3000 }';
    expect(() => configure(`sweep:\n  ${fewer}\n  exclude: seed > 2900`)).toThrow('there are 8,703,000 cells');
  });
});

describe('a list of grids', () => {
  test('is their union, in which a cell of two stands once', () => {
    const text = `params: { network: { depth: 10 } }
sweep:
  - { network.sigmaW2: [1, 2], seed: [0, 1] }
  - network.depth: [10, 20]
    network.sigmaW2: [2]
  - { network.width: [100, 200] }`;
    expect(cellsOf(text)).toEqual([
      '10 100 1 15 0',
      '10 100 1 15 1',
      '10 100 2 15 0',
      '10 100 2 15 1',
      '20 100 2 15 0',
      '10 100 1.5 15 0',
      '10 200 1.5 15 0',
    ]);
    expect(configure(text).allCells).toBe(7);
  });

  test('has conditions and formulas of each, and --set is of all', () => {
    const text = `sweep:
  - { network.depth: [1, 2, 3], exclude: network.depth == 2, network.width: = 10 * network.depth }
  - { network.depth: [4, 5], seed: [9] }`;
    expect(cellsOf(text)).toEqual(['1 10 1.5 15 0', '3 30 1.5 15 0', '4 100 1.5 15 9', '5 100 1.5 15 9']);
    expect(cellsOf(text, ['seed=[1, 2]'])).toHaveLength(8);
    expect(cellsOf(text, ['network.depth=7'])).toEqual(['7 70 1.5 15 0', '7 100 1.5 15 9']);
    expect(cellsOf(text, ['exclude=network.depth > 4'])).toHaveLength(3);
    expect(cellsOf(text, ['zip={ seed: [3, 4], training.epochs: [1, 2] }'])).toHaveLength(8);
  });

  test('is written again as it was', () => {
    const text = `local: { ratio: 2 }
params: { network: { width: = local.ratio * network.depth } }
sweep:
  - { network.depth: { from: 1, to: 4, points: 4 }, exclude: [network.depth == 2], include: seed == 0 }
  - { zip: { network.depth: [8, 9], seed: [1, 2] }, training.epochs: = network.depth + 1 }`;
    const { given, sweep, local } = configure(text);
    const again = configureStudy(study, {
      text: JSON.stringify({ study: 'grid', params: given, sweep, local }),
      file: 'g',
    });
    expect([...again.cells()]).toEqual([...configure(text).cells()]);
    expect(again.allCells).toBe(5);
  });

  test.each([
    ['[]', 'g.yaml:2: sweep: the list of grids is empty'],
    ['[3]', 'g.yaml:2: sweep[0]: expected parameters with their values'],
    ['[{ seed: [1] }, { sed: [1] }]', 'g.yaml:2: sweep[1].sed: unknown parameter; did you mean seed?'],
    ['[{ seed: [1] }, { network.depth: [0] }]', 'g.yaml:2: sweep[1].network.depth: Too small'],
  ])('is refused as %s', (sweep, message) => expect(() => configure(`sweep: ${sweep}`)).toThrow(message));
});

describe('a parameter that follows others', () => {
  test('has its value in every cell, whatever the order', () => {
    const text = `params:
  network: { width: = 2 * network.depth, depth: '= seed + 1' }
  training: { epochs: = round(sqrt(network.width)) }
sweep: { seed: [1, 7] }`;
    expect(cellsOf(text)).toEqual(['2 4 1.5 2 1', '8 16 1.5 4 7']);
    expect(cellsOf('sweep: { seed: [1, 7] }', ['network.width== 2 ^ seed * (seed % 2 == 0 ? 1 : 3)'])).toEqual([
      '30 6 1.5 15 1',
      '30 384 1.5 15 7',
    ]);
    expect(cellsOf(text, ['network.width=5'])).toEqual(['2 5 1.5 2 1', '8 5 1.5 2 7']);
    expect(cellsOf(text, ['network.width=[5, 6]', 'seed=1'])).toEqual(['2 5 1.5 2 1', '2 6 1.5 2 1']);
  });

  test('takes defaults and local values', () => {
    expect(cellsOf('local: { ratio: 3 }\nparams: { network: { width: = local.ratio * network.depth } }')).toEqual([
      '30 90 1.5 15 0',
    ]);
  });

  test.each([
    [
      'network: { width: = 2 * network.dept }',
      "g.yaml:2: params.network.width: '= 2 * network.dept': network.dept: unknown parameter; did you mean network.depth?",
    ],
    [
      'network: { width: = network.depth, depth: = network.width }',
      'follows itself: network.width <- network.depth <- network.width; give one of them a value.',
    ],
    [
      'network: { width: = network.depth / 4 }',
      'g.yaml:2: params.network.width: Invalid input: expected int, not 7.5; give a whole number, which ceil, floor and round make in a formula',
    ],
    [
      'network: { width: = network.depth / 0 }',
      "params.network.width: '= network.depth / 0': is Infinity at {}; expected a finite value.",
    ],
    ['network: { width: = 1 + snapshots }', '+ takes numbers, not ["init"].'],
    ['network: { width: = 2 ^ 0.5 }', '^ takes a whole exponent from -64 to 64, not 0.5'],
    ['network: { width: = flor(3) }', 'flor: unknown function; did you mean floor?'],
    ["network: { width: '= abs(1, 2)' }", 'abs takes one value, not 2.'],
  ])('is refused as %s', (params, message) => expect(() => configure(`params: { ${params} }`)).toThrow(message));
});

describe('a sweep whose conditions leave nothing', () => {
  const depths = 'sweep:\n  network.depth: [2, 3, 4]\n  ';
  const none = 'sweep: there are no cells: exclude and include leave none of what is combined (3 of network.depth)';
  test('is refused', () => {
    expect(() => configure(`${depths}include: network.depth > 10`)).toThrow(none);
    expect(() => configure(`${depths}exclude: network.depth < 10`)).toThrow(none);
    expect(cellsOf(`${depths}include: network.depth > 3`)).toHaveLength(1);
  });
});

describe('values of an axis that are not of their parameter', () => {
  test('are said with the value that came', () => {
    expect(() => configure('sweep: { network.depth: { from: 10, to: 60, points: 4 } }')).toThrow(
      'network.depth: Invalid input: expected int, not 26.6666666666667; give a whole number',
    );
    const halves = 'sweep: { network.depth: { from: 0.5, to: 900.5, step: 1 } }';
    expect(() => configure(halves)).toThrow(/^[^\n]* not 0.5;[^\n]*\n[^\n]* not 1.5;[^\n]*\n[^\n]* not 2.5;[^\n]*$/);
    expect(() => configure('sweep: { seed: { count: 0 } }')).toThrow('expected number to be >0, not 0 for count');
  });
});

describe('parameters that several places have in common', () => {
  const text = `local:
  wide: &wide { width: 500, depth: 3 }
params:
  network: { <<: *wide, depth: 4 }`;
  test('are merged by <<', () => expect(cellsOf(text)).toEqual(['4 500 1.5 15 0']));
  test('are found where they stand', () => {
    expect(() => configure(text.replace('500', '0'))).toThrow('g.yaml:3: params.network.width: Too small');
    expect(() => configure(text.replace('width', 'wdth'))).toThrow('g.yaml:3: params.network.wdth: unknown parameter');
  });
});

describe('what would be a sweep, but is written as a value,', () => {
  const forms = 'to sweep over it give a list of values, { from, to, step } with a positive step, { from, to, points }';
  test.each([
    [
      '',
      ['network.depth=1..3'],
      `--set network.depth=1..3: network.depth: Invalid input: expected number, received string; ${forms}`,
    ],
    ['', ['network.depth=1:3:0.5'], forms],
    [
      'params: { network: { depth: [1, 2] } }',
      [],
      'g.yaml:2: params.network.depth: Invalid input: expected number, received array; values to sweep over stand under sweep, as in sweep: { network.depth: [1,2] }',
    ],
    [
      'params: { network: { depth: [1, 2] } }\nsweep: { network.depth: [1, 2] }',
      [],
      'g.yaml:2: params.network.depth: Invalid input: expected number, received array; values to sweep over stand under sweep',
    ],
    [
      'params: { network: { depth: nine } }\nsweep: { network.depth: [1, 2] }',
      [],
      'g.yaml:2: params.network.depth: Invalid input: expected number, received string',
    ],
    ['params: { seed: { count: 3 } }', [], 'a range stands under sweep, as in sweep: { seed: {"count":3} }'],
    ['', ['seed={ from: 1, to: 2 }'], 'step is missing'],
    ['', ['seed={ from: 1, to: 2, points: 3, step: 1 }'], 'step does not go with from, to, points'],
    ['', ['seed={ from: 1, to: 2, points: 3, scale: ln }'], 'the scale is ln; expected log or linear'],
    ['', ['seed={ count: 2, from: 1 }'], 'from does not go with count'],
    ['', ['exclude=sed > 3'], "--set exclude=sed > 3: 'sed > 3': sed: unknown parameter; did you mean seed?"],
    ['', ['zip={ seed: [1] }'], '--set zip={ seed: [1] }: expected two parameters or more'],
  ])('is refused with how: %s %j', (text, sets, message) => expect(() => configure(text, sets)).toThrow(message));
});

test('a large sweep takes about a microsecond a combination that is tried', () => {
  const text = `sweep:
  network.depth: { count: 100, start: 1 }
  seed: { count: 1000 }
  network.width: = 2 * network.depth
  exclude: network.depth > 90 and seed > 500`;
  expect(configure(text).allCells).toBe(100_000 - 10 * 499);
});
