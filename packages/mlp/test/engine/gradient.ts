import { expect, test } from 'vitest';
import { createEngine, type EngineKind, layerWidths } from '../../src/index.js';
import { centralDifference, toFloat64 } from '../float64-loss.js';
import { randomImages, smallNetwork } from '../small-network.js';

/** Five layers in float32, each with a relative error below 1e-6, on gradients below one. */
const TOLERANCE = 5e-6;

/** Held against central differences of the loss in float64. */
export function followsTheSlope(kind: EngineKind): void {
  test('has as its gradient the slope of the loss along every parameter', async () => {
    const network = smallNetwork(1, layerWidths({ shape: 'wide', depth: 5, width: 8, inputs: 16, classes: 4 }));
    const data = randomImages(1, 6);
    const engine = await createEngine(kind, network, { learningRate: 1, momentum: 0, batchSize: 6 });
    engine.step(data);
    // From rest, at rate 1 and without momentum, the velocity is the gradient.
    const { weightVelocities, biasVelocities } = engine.state();
    engine.dispose();
    const exact = toFloat64(network);
    let largest = 0;
    let largestGradient = 0;
    for (const [gradients, parameters] of [
      [weightVelocities, exact.weights],
      [biasVelocities, exact.biases],
    ] as const) {
      gradients.forEach((gradient, layer) => {
        gradient.forEach((value, i) => {
          const difference = Math.abs(value - centralDifference(exact, data, parameters[layer]!, i));
          largest = Math.max(largest, difference);
          largestGradient = Math.max(largestGradient, Math.abs(value));
        });
      });
    }
    expect(largest).toBeLessThan(TOLERANCE);
    expect(largestGradient).toBeGreaterThan(0.01);
  });
}
