import { describe, expect, test } from 'vitest';
import { boltzmannDistribution } from '../src/index.js';
import { enumeratedCouplings } from '../src/rules/enumerated-couplings.js';

const ring = (coupling: number, spins: number) =>
  boltzmannDistribution(spins, (spin) => {
    let sum = 0;
    for (let i = 0; i < spins; i++) sum += spin(i) * spin((i + 1) % spins);
    return coupling * sum;
  });

const consecutive = (size: number, count: number) =>
  Array.from({ length: count }, (_, n) => Array.from({ length: size }, (_, k) => n * size + k));

const decimation = (size: number) => Array.from({ length: 2 ** size }, (_, v) => v & 1);

describe('all couplings of block spins', () => {
  test.each([
    [0.5, 2, 4],
    [0.9, 3, 5],
    [0.2, 4, 5],
  ])(
    'of a decimated ring at K = %d, every %d th spin, are artanh(tanh^b K) of neighbours and nothing else',
    (coupling, size, count) => {
      const found = enumeratedCouplings(ring(coupling, size * count), consecutive(size, count), decimation(size));
      const exact = Math.atanh(Math.tanh(coupling) ** size);
      const neighbours = Array.from({ length: count }, (_, n) => (1 << n) | (1 << ((n + 1) % count)));
      found.forEach((j, set) => {
        if (set !== 0) expect(j).toBeCloseTo(neighbours.includes(set) ? exact : 0, 12);
      });
    },
  );

  test('are those that the spins have where each is a block of its own, of three spins and in a field too', () => {
    const given = [0, 0.1, -0.2, 0.3, 0.25, 0, -0.4, 0.15];
    const energy = (state: number) =>
      given.reduce((sum, j, set) => {
        const downs = [0, 1, 2].filter((i) => (set >> i) & 1 && !((state >> i) & 1)).length;
        return sum + (downs % 2 === 0 ? j : -j);
      }, 0);
    const found = enumeratedCouplings(
      boltzmannDistribution(3, (_, state) => energy(state)),
      [[0], [1], [2]],
      [0, 1],
    );
    given.forEach((j, set) => {
      if (set !== 0) expect(found[set]).toBeCloseTo(j, 12);
    });
  });

  test('give the example', () => {
    const found = enumeratedCouplings(ring(0.5, 4), consecutive(2, 2), decimation(2));
    expect(found[3]).toBeCloseTo(2 * Math.atanh(Math.tanh(0.5) ** 2), 12);
    expect(found[3]).toBeCloseTo(0.433780830483, 12);
  });

  test('are refused where there are none', () => {
    const four = ring(0.5, 4);
    expect(() => enumeratedCouplings(four, consecutive(2, 2), [1, 1, 1, 1])).toThrow('a rule of both signs');
    expect(() => enumeratedCouplings(four, consecutive(2, 2), [0, 1])).toThrow('give 4 numbers, 0 or 1');
    expect(() => enumeratedCouplings(four, consecutive(2, 2), [0, 0.5, 0.5, 1])).toThrow('give 4 numbers, 0 or 1');
    expect(() => enumeratedCouplings(four, [[0, 1], [2]], [0, 1])).toThrow('blocks of one size');
    expect(() => enumeratedCouplings(four, [[0, 4]], [0, 1, 0, 1])).toThrow('none of the 4 spins');
  });
});
