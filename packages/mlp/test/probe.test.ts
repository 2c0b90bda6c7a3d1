import { createKernels } from '@rgflow/kernels';
import { estimate } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { determination } from '../src/probe/determination.js';
import { type ProbeTargets, probeLayer } from '../src/probe/index.js';
import { principalAxes } from '../src/probe/principal-axes.js';
import { softmaxLogits, softmaxRegression } from '../src/probe/softmax-regression.js';
import expected from './expected/probe.json' with { type: 'json' };

/** Float32 products of a layer of a few hundred samples, relative. */
const FLOAT32 = 1e-5;
/** Standard errors within which theory and a fixed seed agree. */
const SIGMAS = 4;

const kernels = createKernels({ arenaBytes: 2 ** 26 });

/** The layer, values and labels of test/expected/probe.py. */
const [samples, units, classes] = [240, 6, 3];
const parts = { fit: 120, choose: 40 };
const layer = Float32Array.from({ length: samples * units }, (_, k) => {
  const [i, j] = [Math.floor(k / units), k % units];
  return Math.sin(1.3 * i * (j + 1) + j) * (j === 0 ? 3 : 1) + 0.5 * j;
});
const unit = (i: number, j: number) => layer[i * units + j]!;
const values = Float64Array.from(
  { length: samples },
  (_, i) => 0.7 * unit(i, 0) - 0.4 * unit(i, 3) + Math.cos(7.1 * i),
);
const labels = Uint8Array.from({ length: samples }, (_, i) => {
  const scores = [unit(i, 0) + Math.sin(5 * i), 2 * unit(i, 1) + Math.cos(3 * i), 0.3];
  return scores.indexOf(Math.max(...scores));
});

describe('the samples of the script', () => {
  test('are made here too', () => {
    expect([0, 1, 2].map((label) => labels.filter((other) => other === label).length)).toEqual(expected.classes);
  });

  test('have its variances along their principal axes', () => {
    const { variances } = principalAxes(layer, units, parts.fit, kernels);
    variances.forEach((variance, j) => {
      expect(Math.abs(variance - expected.variances[j]!)).toBeLessThan(FLOAT32 * expected.variances[0]!);
    });
  });

  test('give its ridge regression', () => {
    const [probe] = probeLayer(layer, { labels, classes, values: [values] }, parts, kernels).values;
    expect(probe!.penalty).toBe(expected.ridge.penalty);
    expect(Math.abs(probe!.score.value - expected.ridge.score)).toBeLessThan(FLOAT32);
    expect(probe!.information.value).toBeCloseTo(-Math.log(1 - expected.ridge.score) / 2, 4);
  });

  test.each(expected.softmax)('give its softmax regression of penalty $penalty', ({ penalty, objective }) => {
    const axes = principalAxes(layer, units, parts.fit, kernels);
    const held = kernels.uint8(parts.fit);
    held.set(labels.subarray(0, parts.fit));
    const options = { tolerance: 1e-9, mostSteps: 10_000 };
    const { weights } = softmaxRegression(axes, held, classes, penalty, kernels, options);
    const logits = softmaxLogits(axes, weights, [0, parts.fit], kernels);
    const square = weights.subarray(0, units * classes).reduce((sum, w) => sum + w * w, 0);
    const reached =
      kernels.softmaxCrossEntropy(parts.fit, classes, logits, held) + (penalty * axes.meanVariance * square) / 2;
    // Above the minimum by what float32 gradients cannot see; below it by rounding alone.
    expect(reached - objective).toBeLessThan(FLOAT32);
    expect(reached - objective).toBeGreaterThan(-FLOAT32);
  });

  test('choose the penalty of least cross-entropy, and are scored with it', () => {
    const { label } = probeLayer(layer, { labels, classes, values: [] }, parts, kernels);
    const { crossEntropy, accuracy } = expected.softmax.find(({ penalty }) => penalty === label.penalty)!;
    const scored = labels.subarray(160);
    const entropy = [0, 1, 2]
      .map((k) => scored.filter((other) => other === k).length / 80)
      .reduce((sum, p) => sum - p * Math.log(p), 0);
    // The regression stops a few thousandths of a nat short of its minimum.
    expect(Math.abs(entropy - crossEntropy - label.information.value)).toBeLessThan(0.005);
    expect(Math.abs(label.score.value - accuracy)).toBeLessThanOrEqual(1 / 80);
  });
});

describe('a coefficient of determination', () => {
  test('of the mean is zero, of the truth one', () => {
    expect(determination([1, 2, 3], [2, 2, 2]).value).toBe(0);
    expect(determination([1, 2, 3], [1, 2, 3])).toEqual({ value: 1, standardError: 0, samples: 3 });
  });

  test('has the standard error 2R(1 - R²)/√n of normal values, which is its scatter', () => {
    const [rounds, n, rho] = [400, 500, 0.6];
    const normals = RandomStream.named('determination').normals(new Float32Array(2 * rounds * n));
    const found = Array.from({ length: rounds }, (_, round) => {
      const x = normals.subarray(2 * round * n, (2 * round + 1) * n);
      const y = x.map((value, i) => rho * value + Math.sqrt(1 - rho * rho) * normals[(2 * round + 1) * n + i]!);
      return determination(
        y,
        x.map((value) => rho * value),
      );
    });
    const theory = (2 * rho * (1 - rho * rho)) / Math.sqrt(n);
    const mean = estimate(found.map(({ value }) => value));
    // A standard deviation from 400 rounds is good to 1/√800 = 3.5 per cent.
    expect(Math.abs((mean.standardError * Math.sqrt(rounds)) / theory - 1)).toBeLessThan(SIGMAS * 0.035);
    const said = found.reduce((sum, { standardError }) => sum + standardError / rounds, 0);
    expect(Math.abs(said / theory - 1)).toBeLessThan(0.05);
  });
});

/** Normal numbers, shape (count, width). */
function normals(name: string, count: number, width = 1): Float32Array {
  return RandomStream.named(name).normals(new Float32Array(count * width));
}

describe('the information that a probe shows', () => {
  const count = 20_000;
  const split = { fit: 8000, choose: 2000 };
  const x = normals('x', count);
  const other = normals('other', count);
  const bits = Uint8Array.from(normals('bit', count), (z) => (z > 0 ? 1 : 0));
  const nothing: ProbeTargets = { labels: bits, classes: 2, values: [] };

  test.each([0.5, 0.9])('of a normal number correlated by %d with a unit is -(1/2) ln(1 - ρ²)', (rho) => {
    const value = x.map((z, i) => rho * z + Math.sqrt(1 - rho * rho) * other[i]!);
    const [probe] = probeLayer(x, { ...nothing, values: [value] }, split, kernels).values;
    const exact = -Math.log(1 - rho * rho) / 2;
    expect(Math.abs(probe!.information.value - exact)).toBeLessThan(SIGMAS * probe!.information.standardError);
    expect(probe!.information.standardError).toBeLessThan(0.012);
  });

  // Input ±1 with noise of standard deviation 1 and 0.5: the capacity of the binary-input Gaussian channel, by quadrature.
  test.each([
    [1, 0.3368308204],
    [0.5, 0.6327201937],
  ])('of a bit in noise %d is that of the binary channel', (noise, exact) => {
    const t = x.map((z, i) => 2 * bits[i]! - 1 + noise * z);
    const { label } = probeLayer(t, nothing, split, kernels);
    // The tolerance of the regression is added to the error of the samples.
    expect(Math.abs(label.information.value - exact)).toBeLessThan(SIGMAS * label.information.standardError + 5e-4);
    expect(label.information.standardError).toBeLessThan(0.006);
  });

  test('of what has nothing to do with the layer is zero within its error', () => {
    const probe = probeLayer(
      normals('wide', 4000, 20),
      { labels: bits.subarray(0, 4000), classes: 2, values: [other.subarray(0, 4000)] },
      { fit: 2000, choose: 500 },
      kernels,
    );
    for (const found of [probe.values[0]!.score, probe.values[0]!.information, probe.label.information]) {
      // What 20 units pretend to know after a fit to 2,000 samples.
      expect(Math.abs(found.value)).toBeLessThan(SIGMAS * found.standardError + 20 / 2000);
    }
    expect(Math.abs(probe.label.score.value - 0.5)).toBeLessThan(SIGMAS * probe.label.score.standardError);
  });

  test('is none where a line does not separate: exclusive or, an even function', () => {
    const pairs = normals('pairs', 8000, 2);
    const odd = Uint8Array.from({ length: 8000 }, (_, i) => (pairs[2 * i]! * pairs[2 * i + 1]! > 0 ? 1 : 0));
    const even = Float64Array.from({ length: 8000 }, (_, i) => pairs[2 * i]! ** 2);
    const probe = probeLayer(pairs, { labels: odd, classes: 2, values: [even] }, { fit: 4000, choose: 1000 }, kernels);
    expect(Math.abs(probe.label.information.value)).toBeLessThan(0.005);
    expect(Math.abs(probe.values[0]!.score.value)).toBeLessThan(0.005);
  });

  test('does not depend on the unit of the layer, or where it is centred', () => {
    const value = x.map((z, i) => z + other[i]!);
    const probe = (scaled: Float32Array) =>
      probeLayer(
        scaled.subarray(0, 2000),
        { labels: bits.subarray(0, 2000), classes: 2, values: [value.subarray(0, 2000)] },
        { fit: 1000, choose: 300 },
        kernels,
      );
    const [plain, moved] = [probe(x), probe(x.map((z) => 1e-3 * z + 0.5))];
    // 0.5 + 1e-3 z keeps z to 6e-5 in float32.
    expect(moved.values[0]!.score.value).toBeCloseTo(plain.values[0]!.score.value, 3);
  });
});

describe('a layer that cannot be probed', () => {
  const targets = { labels, classes, values: [values] };

  test('is one of NaN, as of a diverged training', () => {
    const diverged = layer.slice();
    diverged[7] = Number.NaN;
    expect(() => probeLayer(diverged, targets, parts, kernels)).toThrow('entry 7 of the layer is NaN');
  });

  test('has too few samples, or not as many as there are labels or values', () => {
    expect(() => probeLayer(layer, targets, { fit: 200, choose: 40 }, kernels)).toThrow('leave 0 to score');
    expect(() => probeLayer(layer.subarray(1), targets, parts, kernels)).toThrow('expected whole rows for 240 samples');
    const fewer = { ...targets, values: [values.subarray(1)] };
    expect(() => probeLayer(layer, fewer, parts, kernels)).toThrow('values 0 have 239 entries for 240 samples');
  });

  test('but one that is constant can, and shows nothing', () => {
    const probe = probeLayer(new Float32Array(samples * 2).fill(0.3), targets, parts, kernels);
    expect(Math.abs(probe.values[0]!.score.value)).toBeLessThan(0.05);
    expect(Math.abs(probe.label.information.value)).toBeLessThan(0.05);
  });
});
