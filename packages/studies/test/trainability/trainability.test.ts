import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { SqlRow } from '@rgflow/drawing';
import { configureStudy, type Plan, PlanBuilder } from '@rgflow/pipeline';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { trainStage } from '../../src/network/train.stage.js';
import { studyFolder } from '../../src/study-files.js';
import { correlationLengthStage } from '../../src/trainability/correlation-length.stage.js';
import { figure } from '../../src/trainability/trainability.figure.js';
import { study as trainability } from '../../src/trainability/trainability.study.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

describe('a training that may be given up, on real MNIST', () => {
  const functions = { activation: 'tanh', output: 'tanh' };
  const sgd = { ...functions, learningRate: 0.02, momentum: 0.8, batchSize: 64, shuffle: true, engine: 'native' };
  const trainOrStop = (epoch: number, stopHopeless: string, inputs: Outputs, params = {}): Promise<Outputs> =>
    runStage(trainStage, { epoch, ...sgd, ...params, stopHopeless }, inputs);
  let data: Outputs;
  let untrained: Outputs;
  const rowOf = ({ training }: Outputs) => training![0] as unknown as SqlRow;

  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 1280, validation: 256 });
    const network = { shape: 'wide', depth: 6, width: 64, sigmaW2: 2, sigmaB2: 0.05, seed: 0 };
    untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
  });

  test.each(['never', 'chance'])(
    'gives the bits of ordinary training, shuffled too (stopHopeless %s)',
    async (stop) => {
      let ordinary = { ...untrained, ...data };
      let light = { ...untrained, ...data };
      for (const epoch of [1, 2]) {
        const trained = await runStage(trainStage, { epoch, ...sgd, stopHopeless: 'never' }, ordinary);
        const again = await trainOrStop(epoch, stop, light);
        expect(again).toEqual(trained);
        ordinary = { ...trained, ...data };
        light = { ...again, ...data };
      }
      const { training } = ordinary;
      expect((training![0] as unknown as SqlRow).validation_accuracy).toBeGreaterThan(0.5);
    },
  );

  test('is given up at chance, and says so; the network is handed on as it came', async () => {
    const timid = { learningRate: 1e-9 };
    const first = await trainOrStop(1, 'chance', { ...untrained, ...data }, timid);
    expect(rowOf(first).status).toBe('ok');
    const second = await trainOrStop(2, 'chance', { ...first, ...data }, timid);
    expect(second.weights).toBe(first.weights);
    expect(second.weightVelocities).toBe(first.weightVelocities);
    const { validation_loss, validation_accuracy } = rowOf(first);
    expect(rowOf(second)).toEqual({
      epoch: 2,
      train_loss: null,
      validation_loss,
      validation_accuracy,
      status: 'stopped',
    });
    const third = await trainOrStop(3, 'chance', { ...second, ...data }, timid);
    expect(rowOf(third)).toEqual({ ...rowOf(second), epoch: 3 });
    const trainedOn = await trainOrStop(2, 'never', { ...first, ...data }, timid);
    expect(rowOf(trainedOn).status).toBe('ok');
  });

  test('that has diverged is diverged, not hopeless', async () => {
    const wild = { learningRate: 1e39 };
    const first = await trainOrStop(1, 'chance', { ...untrained, ...data }, wild);
    const second = await trainOrStop(2, 'chance', { ...first, ...data }, wild);
    expect([rowOf(first).status, rowOf(second).status]).toEqual(['diverged', 'diverged']);
  });

  test('leaves no network in the store', () => {
    const plan = new PlanBuilder();
    trainability.build(plan, trainability.params.parse({ network: { depth: 3, sigmaW2: 2 } }));
    const trained = plan.build().nodes.filter(({ stage }) => stage === trainStage);
    expect(trained.length).toBeGreaterThan(0);
    for (const { keep } of trained) expect(new Set(Object.values(keep))).toEqual(new Set(['never']));
  });
});

describe('the correlation length as a stage', () => {
  test('is exact at every point, and infinite at the critical one, which is solved for', async () => {
    const weightVariances = { from: 1, to: 3, step: 0.5 };
    const { correlation_length } = await runStage(correlationLengthStage, {
      activation: 'tanh',
      sigmaB2: 0.05,
      weightVariances,
    });
    const rows = correlation_length as unknown as SqlRow[];
    expect(rows.map((row) => row.phase)).toEqual(['ordered', 'ordered', 'critical', 'chaotic', 'chaotic', 'chaotic']);
    // As packages/meanfield/test/expected has them, with more digits, from 34-digit arithmetic by another route.
    const expected = [3.62697562, 15.79099403, Number.POSITIVE_INFINITY, 25.21341479, 11.79559752, 9.05145573];
    for (const [i, xi] of expected.entries()) {
      if (Number.isFinite(xi)) expect(rows[i]!.xi_c).toBeCloseTo(xi, 7);
      else expect(rows[i]!.xi_c).toBe(xi);
    }
    expect(rows[2]!.sigma_w2).toBeCloseTo(1.760954639607, 11);
  });

  test('has no critical row outside its range', async () => {
    const weightVariances = { from: 2, to: 3, step: 0.5 };
    const { correlation_length } = await runStage(correlationLengthStage, {
      activation: 'tanh',
      sigmaB2: 0.05,
      weightVariances,
    });
    expect((correlation_length as unknown as SqlRow[]).map((row) => row.sigma_w2)).toEqual([2, 2.5, 3]);
  });
});

describe('the study', () => {
  const planOf = (name: string, ...setsOfEach: readonly (readonly string[])[]): Plan => {
    const source = { text: readFileSync(join(studyFolder, `${name}.yaml`), 'utf8'), file: `${name}.yaml` };
    const plan = new PlanBuilder();
    for (const sets of setsOfEach) {
      for (const params of configureStudy(trainability, source, sets).cells()) trainability.build(plan, params);
    }
    return plan.build();
  };
  const instances = ({ nodes }: Plan): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { stage } of nodes) counts[stage.name as string] = (counts[stage.name as string] ?? 0) + 1;
    return counts;
  };

  test('begins with two depths at fifteen variances where it is refined, deeper ones at four, and follows each line to depth 100', () => {
    const source = (name: string) => ({ text: readFileSync(join(studyFolder, `${name}.yaml`), 'utf8'), file: name });
    const refined = configureStudy(trainability, source('trainability-refined'));
    expect(refined.allCells).toBe((2 * 15 + 2 * 2 + 2) * 3);
    expect(refined.adaptive.refine).toMatchObject({ rule: 'line', threshold: 0.5, width: 2, within: [4, 100] });
    const long = configureStudy(trainability, source('trainability-refined-long'));
    expect(long.allCells).toBe(2 * 3 * 3);
    const variances = (study: typeof long) => study.axes.find(({ path }) => path === 'network.sigmaW2')!.values;
    expect(variances(refined)).toEqual(expect.arrayContaining([...variances(long)]));
  });

  test('is 861 networks in full and 54 in coarse, the curves once', () => {
    const full = { dataset: 1, initialise: 861, train: 5 * 861, 'correlation-length': 1 };
    expect(instances(planOf('trainability', []))).toEqual(full);
    const coarse = { dataset: 1, initialise: 54, train: 2 * 54, 'correlation-length': 1 };
    expect(instances(planOf('trainability-coarse', []))).toEqual(coarse);
  });

  test('shares the first epoch between giving up and not', () => {
    const ways = ['never', 'chance'].map((way) => [`training.stopHopeless=${way}`, 'network.depth=10']);
    expect(instances(planOf('trainability-coarse', ...ways)).train).toBe(9 + 9 + 9);
  });
});

describe('the map', () => {
  const cell = (sigma_w2: number, depth: number, rest: Partial<Record<string, number>> = {}): SqlRow => ({
    sigma_w2,
    sigma_b2: 0.05,
    depth,
    width: 784,
    accuracy: 0.9,
    seeds: 1,
    epochs: 2,
    rows: 2,
    stopped: 0,
    diverged: 0,
    ...rest,
  });
  const cells = [1, 2, 3].flatMap((sigmaW2) => [10, 40, 70].map((depth) => cell(sigmaW2, depth)));
  let theory: SqlRow[];

  beforeAll(async () => {
    const weightVariances = { from: 0.8, to: 3.2, step: 0.01 };
    const { correlation_length } = await runStage(correlationLengthStage, {
      activation: 'tanh',
      sigmaB2: 0.05,
      weightVariances,
    });
    theory = (correlation_length as unknown as SqlRow[]).map((row) => ({ ...row, sigma_b2: 0.05 }));
  });

  test('names the three curves and the critical variance', () => {
    const svg = figure.draw({ cells, theory });
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = parseHTML(svg);
    expect([...document.querySelectorAll('text.label')].map((text) => text.textContent)).toEqual([
      'ξc',
      'π ξc',
      '2π ξc',
    ]);
    expect(document.querySelector('svg')!.textContent).toContain('critical σw2 = 1.7610');
    expect(document.querySelectorAll('[aria-label=rect] rect').length).toBe(9);
  });

  test('cells of the same accuracy have the same colour, better ones a lighter one', () => {
    const two = [cell(1, 10, { accuracy: 0.2 }), cell(2, 10), cell(3, 10), cell(1, 40)];
    const { document } = parseHTML(figure.draw({ cells: two, theory }));
    const fills = [...document.querySelectorAll('[aria-label=rect] rect')].map((rect) => rect.getAttribute('fill')!);
    // The green channel of viridis rises all the way.
    const lightness = fills.map((fill) => Number.parseInt(fill.slice(3, 5), 16));
    expect(new Set(fills).size).toBe(2);
    expect(lightness[1]).toBeGreaterThan(lightness[0]!);
  });

  test('hatches a diverged network and dots one that was given up', () => {
    const plain = figure.draw({ cells, theory });
    expect(plain).not.toMatch(/>diverged<|given up at chance/);
    const [first, second, ...rest] = cells;
    const marked = [{ ...first!, diverged: 1 }, { ...second!, stopped: 1 }, ...rest];
    const { document } = parseHTML(figure.draw({ cells: marked, theory }));
    // The diverged cells, and the sample beside the word.
    expect(document.querySelectorAll('[fill="url(#hatching)"]').length).toBe(2);
    expect(document.querySelectorAll('circle').length).toBe(1);
    expect(document.querySelector('svg')!.textContent).toContain('given up at chance');
  });

  test('has the depth at which half come to 1/2 with its interval, where there are several seeds', () => {
    const at = (sigma_w2: number, crossing: number | null, lower: number | null, seeds: number): SqlRow => {
      return { activation: 'tanh', output: 'tanh', sigma_w2, crossing, lower, upper: 50, seeds };
    };
    const crossings = [at(1, 30, 25, 3), at(2, 40, null, 3), at(3, null, null, 3)];
    const { document } = parseHTML(figure.draw({ cells, crossings, theory }));
    expect(document.querySelectorAll('[aria-label=dot] circle').length).toBe(2);
    const [bars] = document.querySelectorAll('[aria-description="error bar"]');
    const [first, second] = [...bars!.querySelectorAll('line')].map((line) =>
      ['y1', 'y2'].map((y) => Number(line.getAttribute(y))),
    );
    // Of an interval that goes on below all depths the bar goes to the edge of the map.
    expect(Math.max(...second!)).toBeGreaterThan(Math.max(...first!));
    expect(document.querySelector('svg')!.textContent).toContain('bars: 95 % intervals');
    const single = figure.draw({ cells, crossings: [at(1, 30, 25, 1)], theory });
    expect(single).toBe(figure.draw({ cells, theory }));
  });

  test('of a refined sweep gives each column depths of its own, of any other none', () => {
    const whiteIn = (some: readonly SqlRow[]) => {
      const { document } = parseHTML(figure.draw({ cells: some, theory: [] }));
      const boxes = [...document.querySelectorAll('[aria-label=rect] rect')].map((rect) => {
        return Number(rect.getAttribute('width')) * Number(rect.getAttribute('height'));
      });
      return boxes.reduce((sum, area) => sum + area, 0);
    };
    const full = whiteIn(cells);
    const refined = [cell(1, 10), cell(1, 20), cell(1, 70), cell(2, 10), cell(2, 40), cell(2, 70)];
    expect(whiteIn(refined)).toBeGreaterThan(0.95 * full);
    // Columns that fill from below, as they do while a run goes on, stay white above.
    expect(whiteIn([...cells.slice(0, 3), cell(2, 10), cell(3, 10)])).toBeLessThan(0.6 * full);
  });

  test('of the same rows is the same picture, so that a figure that watches is drawn again only for news', () => {
    expect(figure.draw({ cells, theory })).toBe(figure.draw({ cells, theory }));
  });

  test('names a curve that leaves at the top inside the frame', () => {
    const { document } = parseHTML(figure.draw({ cells: cells.slice(0, 6), theory }));
    const heights = [...document.querySelectorAll('text.label')].map((text) => Number(text.getAttribute('y')));
    const frame = 34;
    for (const y of heights) expect(y).toBeGreaterThan(frame + 12);
  });

  test('of one network, as in a run that has just begun, is a map too', () => {
    expect(() => new Resvg(figure.draw({ cells: [cell(1, 10)], theory: [] }))).not.toThrow();
  });

  test('refuses what it would hide', () => {
    expect(() => figure.draw({ cells: [], theory })).toThrow('rgflow run trainability-coarse');
    expect(() => figure.draw({ cells: [...cells, cell(1, 10, { width: 32 })], theory })).toThrow('2 values of width');
    expect(() => figure.draw({ cells: [cell(1, 10, { rows: 4 })], theory })).toThrow('sweeps more than');
  });
});
