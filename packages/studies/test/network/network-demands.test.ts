import { describe, expect, it } from 'vitest';
import { networkDemands } from '../../src/network/network-demands.js';

const cell = {
  shape: 'wide',
  depth: 2,
  width: 100,
  inputs: 784,
  classes: 10,
  train: 1000,
  validation: 200,
  batchSize: 50,
};
const bytes = (stage: string, of: object) => networkDemands[stage]!({ ...cell, ...of }).bytes!;

describe('the memory of networks', () => {
  it('has the weights with velocities of a network as it comes, as it is given and as it is written', () => {
    // 784 x 100 and 100 x 10 weights with their biases, four bytes each, and velocities.
    const parameters = 785 * 100 + 101 * 10;
    expect(bytes('initialise', {})).toBe(2 * 2 * 4 * parameters);
    expect(bytes('train', {})).toBeGreaterThan(3 * 2 * 4 * parameters + 1200 * 785);
  });

  it('grows by a byte a pixel and label of every further image', () => {
    expect(bytes('train', { train: 2000 }) - bytes('train', {})).toBe(1000 * 785);
  });

  it('of samples grows with a block of them, and not with further blocks', () => {
    const of = (samples: number) => bytes('activations', { images: 3, samples });
    expect(of(20)).toBeLessThan(of(1000));
    expect(of(5000)).toBe(of(1000));
  });

  it('is not told of a network whose layers a cell does not tell', () => {
    expect(networkDemands.train!({ epoch: 1 })).toEqual({});
  });
});
