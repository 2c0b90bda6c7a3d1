import { createKernels } from '@rgflow/kernels';
import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { determination } from '../src/probe/determination.js';
import { probeLayer } from '../src/probe/index.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('probe-scale-and-offset');

/** 160 samples of 4 units, a number and a label that depend on them. */
const [samples, units] = [160, 4];
const parts = { fit: 80, choose: 30 };
const layer = random.split('layer').normals(new Float32Array(samples * units));
const noise = random.split('noise').normals(new Float32Array(samples));
const values = Array.from({ length: samples }, (_, i) => layer[i * units]! - layer[i * units + 2]! + 0.7 * noise[i]!);
const labels = Uint8Array.from(values, (value, i) => (value + 0.5 * layer[i * units + 1]! > 0.1 ? 1 : 0));

describe('probeLayer', () => {
  const probe = (x: Float32Array, y: readonly number[]) =>
    probeLayer(x, { labels, classes: 2, values: [y] }, parts, kernels);
  const plain = probe(layer, values);

  test('reads the same off a layer in any unit that float32 has, and of a value in any unit, from any origin', () => {
    fc.assert(
      fc.property(scales(36), scales(299), offsets, (c, size, offset) => {
        const { label, values: read } = probe(
          layer.map((z) => c * z),
          values.map((value) => size * (value + offset)),
        );
        expect(Math.abs(read[0]!.score.value - plain.values[0]!.score.value)).toBeLessThan(1e-5);
        expect(Math.abs(read[0]!.score.standardError - plain.values[0]!.score.standardError)).toBeLessThan(1e-5);
        expect(read[0]!.penalty).toBe(plain.values[0]!.penalty);
        // The regression stops where a step gains less than 1e-4 nats.
        expect(Math.abs(label.information.value - plain.label.information.value)).toBeLessThan(2e-3);
        expect(Math.abs(label.score.value - plain.label.score.value)).toBeLessThanOrEqual(1 / 50);
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  test('reads the same by a small network', () => {
    const byNetwork = (x: Float32Array, y: readonly number[]) =>
      probeLayer(x, { labels, classes: 2, values: [y] }, parts, kernels, { network: true }).network!;
    const near = byNetwork(layer, values);
    expect(near.values[0]!.score.value).toBeGreaterThan(0.5);
    fc.assert(
      fc.property(scales(36), scales(299), offsets, (c, size, offset) => {
        const far = byNetwork(
          layer.map((z) => c * z),
          values.map((value) => size * (value + offset)),
        );
        for (const of of ['value', 'standardError'] as const) {
          expect(Math.abs(far.values[0]!.score[of] - near.values[0]!.score[of])).toBeLessThan(1e-5);
          expect(Math.abs(far.label.information[of] - near.label.information[of])).toBeLessThan(1e-5);
        }
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  test('reads nothing of a value that does not vary', () => {
    const { score } = probe(layer, Array(samples).fill(0.1)).values[0]!;
    expect(score.value).not.toBeGreaterThan(0);
  });

  test('reads nothing off a layer that does not vary, whatever it is', () => {
    fc.assert(
      fc.property(scales(36), (c) => {
        const { label, values: read } = probe(new Float32Array(samples * units).fill(c), values);
        expect(Math.abs(read[0]!.score.value)).toBeLessThan(0.1);
        expect(label.information.value).toBeLessThan(0.05);
      }),
      { seed: 13, numRuns: 50 },
    );
  });
});

describe('determination', () => {
  test('does not depend on unit and origin', () => {
    fc.assert(
      fc.property(numbers(20, 20), scales(299), offsets, (errors, c, offset) => {
        const y = errors.map((_, i) => Math.sin(i));
        const predicted = y.map((value, i) => value + 0.5 * errors[i]!);
        const moved = (x: readonly number[]) => x.map((value) => c * (value + offset));
        const [near, far] = [determination(y, predicted), determination(moved(y), moved(predicted))];
        const rounding = 64 * Number.EPSILON * (1 + Math.abs(offset));
        expect(Math.abs(far.value - near.value)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.standardError - near.standardError)).toBeLessThanOrEqual(rounding);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
