import { expect, test } from 'vitest';
import { createEngine, type EngineKind, type LabelledImages, type MlpEngine, type Network } from '../../src/index.js';
import expected from '../expected/training.json' with { type: 'json' };
import { largestDifference } from '../small-network.js';

/**
 * Float32 against float64: each of the 3 layers adds a relative error below 1e-6 (tanh 4e-7, sums of at most 12 products),
 * over 20 steps of at most 0.05 / (1 - 0.8) times a gradient below 0.5.
 */
const TOLERANCE = 5e-6;

const { widths, batchSize, learningRate, momentum } = expected;

/** Held against a training in float64 by PyTorch, see expected/training.py. */
export function trainsAsPytorchDoes(kind: EngineKind): void {
  test('trains as torch.optim.SGD does', async () => {
    const engine = await createEngine(kind, network(), { learningRate, momentum, batchSize });
    const losses = expected.losses.map((_, step) => engine.step(batch(step)));
    expect(largestDifference(losses, expected.losses)).toBeLessThan(TOLERANCE);
    const { weights, biases } = engine.state();
    weights.forEach((matrix, layer) => {
      expect(largestDifference(matrix, expected.weights[layer]!)).toBeLessThan(TOLERANCE);
      expect(largestDifference(biases[layer]!, expected.biases[layer]!)).toBeLessThan(TOLERANCE);
    });
    const evaluation = engine.evaluate(allImages());
    expect(Math.abs(evaluation.loss - expected.evaluation.loss)).toBeLessThan(TOLERANCE);
    expect(evaluation.accuracy).toBeCloseTo(expected.evaluation.accuracy, 12);
    engine.dispose();
  });

  test('has the gradient of PyTorch', async () => {
    const engine = await createEngine(kind, network(), { learningRate: 1, momentum: 0, batchSize });
    const gradient = gradientOf(engine, batch(0));
    expected.gradient.weights.forEach((matrix, layer) => {
      expect(largestDifference(gradient.weights[layer]!, matrix)).toBeLessThan(TOLERANCE);
      expect(largestDifference(gradient.biases[layer]!, expected.gradient.biases[layer]!)).toBeLessThan(TOLERANCE);
    });
    engine.dispose();
  });
}

/** From rest, at rate 1 and without momentum, the first velocity is the gradient. */
function gradientOf(engine: MlpEngine, images: LabelledImages): Network {
  engine.step(images);
  const { weightVelocities, biasVelocities } = engine.state();
  return { weights: weightVelocities, biases: biasVelocities };
}

/** The network of expected/training.py. */
function network(): Network {
  const layers = widths.slice(1).map((units, layer) => {
    const before = widths[layer]!;
    return {
      weights: parameters(units * before, layer).map((s) => (1.5 / Math.sqrt(before)) * s),
      biases: parameters(units, layer + 50).map((s) => 0.2 * s),
    };
  });
  return {
    weights: layers.map((layer) => Float32Array.from(layer.weights)),
    biases: layers.map((layer) => Float32Array.from(layer.biases)),
  };
}

function parameters(count: number, layer: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1 + 100 * layer));
}

function allImages(): LabelledImages {
  const count = batchSize * expected.losses.length;
  return {
    images: Uint8Array.from({ length: count * widths[0]! }, (_, i) => (i * 7919) % 256),
    labels: Uint8Array.from({ length: count }, (_, i) => (i * 3) % widths.at(-1)!),
  };
}

function batch(step: number): LabelledImages {
  const { images, labels } = allImages();
  const first = step * batchSize;
  return {
    images: images.subarray(first * widths[0]!, (first + batchSize) * widths[0]!),
    labels: labels.subarray(first, first + batchSize),
  };
}
