import { DomainError, estimate, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { ksgInformation, type Samples } from '../../src/mutual-information/index.js';
import expected from '../expected/mutual_information.json' with { type: 'json' };
import { correlatedPairs, normals, rows } from './normals.js';

const random = RandomStream.named('ksg.test');

/** The digamma functions are summed in another order. */
const ROUNDING = 1e-12;

describe('ksgInformation', () => {
  test.each(expected.neighbours)(
    '$samples samples, k = $neighbours: as by all distances, and as scikit-learn',
    (known) => {
      const { samples, neighbours } = known;
      const matrix = (values: readonly number[]): Samples => {
        return { shape: [samples, values.length / samples], data: Float64Array.from(values) };
      };
      const [x, y] = [matrix(known.x), matrix(known.y)];
      const { value } = ksgInformation(x, y, { neighbours, jitter: 0, parts: 0, random });
      expect(Math.abs(value - known.information)).toBeLessThan(ROUNDING);
      // The usual jitter moves no count.
      expect(ksgInformation(x, y, { neighbours, parts: 0, random }).value).toBeCloseTo(value, 12);
    },
  );

  test.each([
    [1, '0.5', 0],
    [2, '0.5', 0],
    [1, '0.9', 0],
    // Strong dependence in four dimensions: 4,000 samples are not dense enough any more.
    [2, '0.9', 0.03],
  ] as const)('correlated Gaussian units, %d on each side, rho = %s: -(d/2) ln(1 - rho²)', (units, rho, bias) => {
    const exact = units * expected.channels.correlated[rho];
    const { x, y } = correlatedPairs(4000, units, Number(rho), random.split('pairs', { units, rho }));
    const { value, standardError, samples } = ksgInformation(x, y, { random });
    expect(samples).toBe(4000);
    expect(standardError).toBeLessThan(0.03);
    expect(Math.abs(value - exact)).toBeLessThan(4 * standardError + bias);
  });

  test('the Gaussian channel at a signal-to-noise ratio of 10', () => {
    const x = normals(4000, 1, random.split('signal'));
    const noise = normals(4000, 1, random.split('noise')).data;
    const y: Samples = {
      shape: x.shape,
      data: Float64Array.from(x.data, (value, i) => value + Math.sqrt(0.1) * noise[i]!),
    };
    const { value, standardError } = ksgInformation(x, y, { random });
    expect(Math.abs(value - expected.channels.gaussianSnr10)).toBeLessThan(4 * standardError);
    // It does not ask which is which, nor in what units they are.
    expect(ksgInformation(y, x, { random, parts: 0 }).value).toBeCloseTo(value, 8);
    const rescaled: Samples = { shape: y.shape, data: y.data.map((entry) => 1000 * entry) };
    expect(ksgInformation(x, rescaled, { random, parts: 0 }).value).toBeCloseTo(value, 8);
  });

  test('the standard error is the scatter between other samples', () => {
    const runs = Array.from({ length: 80 }, (_, run) => {
      const { x, y } = correlatedPairs(400, 1, 0.7, random.split('run', { run }));
      return ksgInformation(x, y, { random: random.split('run', { run }) });
    });
    const scatter = estimate(runs.map(({ value }) => value)).standardError * Math.sqrt(runs.length);
    const claimed = Math.sqrt(estimate(runs.map(({ standardError }) => standardError ** 2)).value);
    // 8 % for the scatter of 80 runs, 3 % for the mean of their squares, and parts of 40 scatter a little more than a tenth.
    expect(scatter / claimed).toBeGreaterThan(0.65);
    expect(scatter / claimed).toBeLessThan(1.35);
    const bias = estimate(runs.map(({ value }) => value)).value + Math.log(1 - 0.49) / 2;
    expect(Math.abs(bias)).toBeLessThan(0.02);
  });

  test('independent variables have none, positive or negative', () => {
    const values = Array.from({ length: 30 }, (_, run) => {
      const { x, y } = correlatedPairs(300, 2, 0, random.split('independent', { run }));
      return ksgInformation(x, y, { random, parts: 0 }).value;
    });
    const { value, standardError } = estimate(values);
    expect(Math.abs(value)).toBeLessThan(4 * standardError);
    expect(values.some((each) => each < 0)).toBe(true);
  });

  test('what is done to Y alone adds nothing: X -> Y -> Z', () => {
    const { x, y } = correlatedPairs(3000, 1, 0.8, random.split('chain'));
    const noise = normals(3000, 1, random.split('chain', { step: 2 })).data;
    const z: Samples = { shape: y.shape, data: Float64Array.from(y.data, (value, i) => value + 0.5 * noise[i]!) };
    const [before, after] = [ksgInformation(x, y, { random }), ksgInformation(x, z, { random })];
    expect(after.value).toBeLessThan(before.value);
    expect(after.value).toBeLessThan(before.value - 4 * Math.hypot(before.standardError, after.standardError));
  });

  test('ties need the jitter: values on a grid', () => {
    const grid = (name: string) => {
      const values = random.split(name).integers(1000, 4);
      return { shape: [1000, 1] as const, data: Float64Array.from(values) };
    };
    const [x, y] = [grid('x'), grid('y')];
    const withJitter = ksgInformation(x, y, { random });
    expect(Math.abs(withJitter.value)).toBeLessThan(4 * withJitter.standardError);
    // Without, every neighbour is at distance zero and no sample is nearer than that.
    expect(ksgInformation(x, y, { random, jitter: 0, parts: 0 }).value).toBeGreaterThan(5);
  });

  test('in many units it is far too small', () => {
    const { x, y } = correlatedPairs(500, 20, 0.9, random.split('wide'));
    const { value } = ksgInformation(x, y, { random, parts: 0 });
    expect(value).toBeLessThan(0.3 * 20 * expected.channels.correlated['0.9']);
  });

  test('the same stream gives the same bits', () => {
    const { x, y } = correlatedPairs(200, 1, 0.5, random);
    expect(ksgInformation(x, y, { random })).toEqual(ksgInformation(x, y, { random }));
  });

  test('impossible questions are refused', () => {
    const x = rows([1], [2], [3], [4], [5]);
    expect(() => ksgInformation(x, rows([1], [2]), { random, parts: 0 })).toThrow(ShapeError);
    expect(() => ksgInformation(x, x, { random })).toThrow('expected at least 40 samples');
    expect(() => ksgInformation(x, x, { random, neighbours: 0 })).toThrow(DomainError);
    expect(() => ksgInformation(x, x, { random, parts: 1 })).toThrow('parts is 1');
    expect(() => ksgInformation(x, x, { random, jitter: Number.NaN })).toThrow('jitter is NaN');
  });
});
