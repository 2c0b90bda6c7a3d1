import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { probeLayer } from '../src/probe/index.js';

/** Standard errors within which theory and a fixed seed agree. */
const SIGMAS = 4;

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const [samples, units] = [4000, 5];
const parts = { fit: 2000, choose: 500 };
const normals = (name: string, count: number) => RandomStream.named(name).normals(new Float32Array(count));

const layer = normals('layer', samples * units);
const at = (i: number, j: number) => layer[i * units + j]!;
const read = (values: readonly Float64Array[], labels: Uint8Array, classes: number) =>
  probeLayer(layer, { labels, classes, values }, parts, kernels, { network: true });
const ofSamples = (value: (i: number) => number) => Float64Array.from({ length: samples }, (_, i) => value(i));
const noLabels = new Uint8Array(samples);

describe('a small network', () => {
  test('reads what no linear reader can: a product, and which of two signs are one', () => {
    const product = ofSamples((i) => at(i, 0) * at(i, 1));
    const labels = Uint8Array.from({ length: samples }, (_, i) => Number(at(i, 2) > 0 === at(i, 3) > 0));
    const { label, values, network } = read([product], labels, 2);
    expect(values[0]!.score.value).toBeLessThan(0.02);
    expect(network!.values[0]!.score.value).toBeGreaterThan(0.8);
    expect(label.score.value).toBeLessThan(0.56);
    expect(network!.label.score.value).toBeGreaterThan(0.58);
    expect(network!.label.information.value).toBeGreaterThan(0.02);
    expect(network!.label.information.value).toBeLessThan(Math.log(2));
  });

  test('finds of a linear value through noise most of what is there, and not more', () => {
    const noise = normals('noise', samples);
    const value = ofSamples((i) => at(i, 0) - at(i, 4) + noise[i]!);
    const truth = Math.log(3) / 2;
    const { network } = read([value], noLabels, 1);
    const { value: found, standardError } = network!.values[0]!.information;
    expect(found).toBeGreaterThan(truth - 0.05);
    expect(found).toBeLessThan(truth + SIGMAS * standardError);
  });

  test('finds nothing where there is nothing, nor in a layer that does not vary', () => {
    const nothing = Float64Array.from(normals('nothing', samples));
    const { network } = read([nothing], noLabels, 1);
    const { value, standardError } = network!.values[0]!.information;
    expect(Math.abs(value)).toBeLessThan(SIGMAS * standardError + 0.01);
    const flat = probeLayer(
      new Float32Array(samples * 2).fill(3),
      { labels: noLabels, classes: 1, values: [nothing, new Float64Array(samples)] },
      parts,
      kernels,
      { network: true },
    );
    expect(Math.abs(flat.network!.values[0]!.score.value)).toBeLessThan(0.01);
  });

  test('reads every layer as it read it before, in any unit', () => {
    const value = ofSamples((i) => at(i, 0) ** 2);
    const once = read([value], noLabels, 1).network!.values[0]!.score.value;
    expect(read([value], noLabels, 1).network!.values[0]!.score.value).toBe(once);
    const larger = layer.map((x) => 1024 * x);
    const targets = { labels: noLabels, classes: 1, values: [value.map((v) => 3 - 8 * v)] };
    const again = probeLayer(larger, targets, parts, kernels, { network: true }).network!.values[0]!.score.value;
    expect(again).toBeCloseTo(once, 2);
  });

  test('is not asked unless one asks for it', () => {
    expect(probeLayer(layer, { labels: noLabels, classes: 1, values: [] }, parts, kernels).network).toBeUndefined();
  });
});
