import { describe, expect, test } from 'vitest';
import { configure } from './grid-study.js';

const SWEEP = 'sweep: { network.depth: [10, 40], network.sigmaW2: [1, 2], seed: [0, 1] }';
const RESULT = 'result: { table: training, column: accuracy }';
const refused = (text: string, sets: readonly string[] = []): string => {
  try {
    configure(text, sets);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing is wrong';
};

describe('what follows from results', () => {
  test('is nothing unless the file says so', () => {
    expect(configure(SWEEP).adaptive).toEqual({ refine: null, replicate: null });
  });

  test('is read with its defaults', () => {
    const { adaptive } = configure(`${SWEEP}
refine: { axis: network.depth, ${RESULT}, level: 0.5, width: 2 }
replicate: { until: { table: training, column: accuracy, where: epoch == 2, below: 0.01 }, max: 20 }`);
    const result = { table: 'training', column: 'accuracy', where: null };
    expect(adaptive.refine).toEqual({
      ...{ rule: 'bisect', axis: 'network.depth', whole: true, result, threshold: 0.5, width: 2 },
      ...{ within: null, rounds: 10 },
    });
    expect(adaptive.replicate).toEqual({ result: { ...result, where: 'epoch == 2' }, below: 0.01, max: 20 });
    const zoom = configure(
      `${SWEEP}\nrefine: { axis: network.sigmaW2, ${RESULT}, change: 0.1, width: 0.01, rounds: 3 }`,
    );
    expect(zoom.adaptive.refine).toMatchObject({ rule: 'zoom', whole: false, threshold: 0.1, rounds: 3 });
  });

  test('is reached by --set, whole or key by key', () => {
    const text = `${SWEEP}\nrefine: { axis: network.depth, ${RESULT}, level: 0.5, width: 2 }`;
    expect(configure(text, ['refine.width=4', 'refine.level=0.3']).adaptive.refine).toMatchObject({
      width: 4,
      threshold: 0.3,
    });
    expect(configure(text, ['refine=null']).adaptive.refine).toBeNull();
    const added = configure(text, ['replicate={ until: { table: training, column: accuracy, below: 0.1 }, max: 5 }']);
    expect(added.adaptive.replicate).toMatchObject({ below: 0.1, max: 5 });
    expect(added.adaptiveSource).toMatchObject({ refine: { level: 0.5 }, replicate: { max: 5 } });
    expect(refused(text, ['refine.widht=4'])).toBe(
      '--set refine.widht=4: refine.widht: unknown key; did you mean refine.width?',
    );
  });

  test.each([
    [
      `refine: { axis: network.dept, ${RESULT}, level: 0.5, width: 2 }`,
      'g.yaml:3: refine.axis: network.dept: unknown parameter; did you mean network.depth?',
    ],
    [
      `refine: { axis: network.width, ${RESULT}, level: 0.5, width: 2 }`,
      'network.width: is not swept; give it the values to begin with, as in sweep: { network.width: [10, 40] }',
    ],
    [
      `refine: { axis: network.activation, ${RESULT}, level: 0.5, width: 2 }`,
      'network.activation: has no numbers between two of its values',
    ],
    [`refine: { axis: seed, ${RESULT}, level: 0.5, width: 2 }`, 'seed: seeds have no order; replicate adds them'],
    [
      `refine: { axis: network.depth, ${RESULT}, width: 2 }`,
      'g.yaml:3: refine: bisect takes a level, as in level: 0.5',
    ],
    [
      `refine: { axis: network.depth, ${RESULT}, level: 1, change: 2, width: 2 }`,
      'refine.level: zoom takes a change; leave level out',
    ],
    [
      `refine:\n  axis: network.depth\n  ${RESULT}\n  level: 0.5\n  width: 0`,
      'g.yaml:7: refine.width: Too small: expected number to be >0, not 0',
    ],
    [
      `refine: { axis: network.depth, ${RESULT}, level: 0.5, width: 2, within: [1, 9] }`,
      'refine.within: goes with rule: line; leave it out',
    ],
    [
      `refine: { axis: network.depth, ${RESULT}, level: 0.5, width: 2, colour: red }`,
      'g.yaml:3: refine.colour: unknown key',
    ],
    [
      'replicate: { until: { table: training, column: accuracy }, max: 3 }',
      'g.yaml:3: replicate.until.below: Invalid input: expected number, received undefined',
    ],
    [
      'replicate: { until: { table: training, column: accuracy, below: 0.1 }, max: 1 }',
      'g.yaml:3: replicate.max: Too small: expected number to be >=2, not 1',
    ],
  ])('%s is refused', (section, message) => {
    expect(refused(`${SWEEP}\n${section}`)).toContain(message);
  });

  test('is refused of what goes together with other parameters', () => {
    const zip = 'sweep: { zip: { network.depth: [10, 20], network.width: [5, 6] } }';
    expect(refused(`${zip}\nrefine: { axis: network.depth, ${RESULT}, level: 0.5, width: 2 }`)).toContain(
      'network.depth: goes together with network.width (zip), which has no value there; let it follow',
    );
    const seeds = 'sweep: { zip: { network.depth: [10, 20], seed: [5, 6] } }';
    expect(refused(`${seeds}\nreplicate: { until: { table: t, column: c, below: 1 }, max: 3 }`)).toContain(
      'seed follows other parameters or goes together with them; give it an axis of its own',
    );
  });
});

describe('further cells', () => {
  const configured = configure(`params: { network: { width: = 2 * network.depth } }\n${SWEEP}`);
  const further = configured.extended([
    { grid: 0, values: { 'network.depth': [20, 25], 'network.sigmaW2': [1], seed: [0, 1] } },
    { grid: 0, values: { 'network.depth': [40], 'network.sigmaW2': [2], seed: [1, 2] } },
  ]);

  test('stand behind those that there are, follow formulas, and are one with those that are there', () => {
    expect([configured.allCells, further.allCells]).toEqual([8, 8 + 4 + 1]);
    const cells = [...further.sweptCells()].slice(8).map(({ grid, values, params }) => {
      const { width } = (params as { network: { width: number } }).network;
      return [grid, values['network.depth'], values['network.sigmaW2'], values.seed, width].join(' ');
    });
    expect(cells).toEqual(['0 20 1 0 40', '0 20 1 1 40', '0 25 1 0 50', '0 25 1 1 50', '0 40 2 2 80']);
    expect(further.sweep).toEqual(configured.sweep);
  });

  test('are left out where the sweep leaves them out', () => {
    const some = configure(`sweep: { network.depth: [10, 40], exclude: network.depth == 20 }`);
    expect(some.extended([{ grid: 0, values: { 'network.depth': [20, 30] } }]).allCells).toBe(3);
  });

  test('are at most as many as a plan can have', () => {
    const many = Array.from({ length: 4000 }, (_, i) => i + 1);
    expect(() => configured.extended([{ grid: 0, values: { 'network.depth': many, seed: many } }])).toThrow(
      'there are 16,000,008 combinations',
    );
  });
});
