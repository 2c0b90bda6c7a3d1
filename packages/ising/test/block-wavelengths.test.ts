import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { blockWavelengths, boltzmannDistribution, labelInformation } from '../src/index.js';

const SIZE = 4;
const LATTICE = { coupling: 0.3, size: SIZE, buffer: 0, waves: [0, 1, 2] };

/** What the rules tell of a wavelength on the torus of 4 × 4, by all its states. */
function enumerated(block: number, wave: number) {
  const { probabilities } = boltzmannDistribution(SIZE * SIZE, (spin) => {
    let sum = 0;
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        const here = spin(y * SIZE + x);
        sum += here * (spin(y * SIZE + ((x + 1) % SIZE)) + spin(((y + 1) % SIZE) * SIZE + x));
      }
    }
    return LATTICE.coupling * sum;
  });
  const inBlock = Array.from({ length: block * block }, (_, n) => Math.floor(n / block) * SIZE + (n % block));
  const middle = block === 3 ? 5 : 0;
  const joint = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  probabilities.forEach((p, state) => {
    const spin = (site: number) => (((state >> site) & 1) === 1 ? 1 : -1);
    let field = 0;
    for (let x = 0; x < SIZE; x++) {
      const share = Math.cos((2 * Math.PI * wave * (x - (block - 1) / 2)) / SIZE);
      field += share * (spin(3 * SIZE + x) + spin(block * SIZE + x));
    }
    const sum = inBlock.reduce((total, site) => total + spin(site), 0);
    [spin(middle), Math.sign(sum) || spin(middle), sum].forEach((label, rule) => {
      const key = `${label} ${(Math.round(field * 1e6) + 0) / 1e6}`;
      joint[rule]!.set(key, (joint[rule]!.get(key) ?? 0) + p);
    });
  });
  return joint.map((table) => {
    const marginals = new Map<string, number>();
    const add = (key: string, p: number) => marginals.set(key, (marginals.get(key) ?? 0) + p);
    for (const [key, p] of table) key.split(' ').forEach((part, n) => void add(`${n} ${part}`, p));
    let information = 0;
    for (const [key, p] of table) {
      const [label, field] = key.split(' ');
      information += p * Math.log(p / (marginals.get(`0 ${label}`)! * marginals.get(`1 ${field}`)!));
    }
    return information;
  });
}

describe('blockWavelengths', () => {
  test.each([2, 3])('with blocks of side %i on the torus of 4 × 4 has what all its states give', (block) => {
    const chains = [0, 1].map((seed) =>
      blockWavelengths({ ...LATTICE, block, samples: 60_000, bins: 1000 }, RandomStream.named('torus', { seed })),
    );
    const exact = LATTICE.waves.map((wave) => enumerated(block, wave));
    expect(chains[0]).toHaveLength(3 * 3);
    chains[0]!.forEach(({ rule, wavenumber, unrelated }, row) => {
      const wanted = exact[wavenumber]![['decimation', 'majority', 'block sum'].indexOf(rule)]!;
      const found = chains.map((chain) => chain[row]!.information);
      const mean = found.reduce((sum, value) => sum + value, 0) / chains.length;
      expect(Math.abs(mean - wanted), `${rule} ${wavenumber}: ${mean}, ${wanted}`).toBeLessThan(0.002 + 0.02 * wanted);
      expect(unrelated).toBeLessThan(0.002);
    });
    expect(Math.max(...exact.flat())).toBeGreaterThan(0.1);
    for (const rule of [0, 1, 2]) expect(exact[0]![rule]).toBeGreaterThan(exact[2]![rule]!);
  });

  test('free spins tell nothing of each other', () => {
    const free = { coupling: 0, size: 8, block: 3, buffer: 1, waves: [0, 1, 4], samples: 5000, bins: 8 };
    for (const { information, rule } of blockWavelengths(free, RandomStream.named('free'))) {
      expect(information).toBeLessThan(rule === 'block sum' ? 0.006 : 0.002);
    }
  });

  test('refuses a block that leaves no row, and waves that the torus has not', () => {
    const lattice = { coupling: 0.4, size: 5, block: 3, buffer: 1, waves: [0], samples: 10, bins: 2 };
    const random = RandomStream.named('refused');
    expect(() => blockWavelengths(lattice, random)).toThrow('no row is beyond them');
    expect(() => blockWavelengths({ ...lattice, buffer: 0, waves: [3] }, random)).toThrow('from 0 to 2.5');
  });
});

describe('labelInformation', () => {
  test('of a number that says the label for certain: the entropy of the label', () => {
    expect(labelInformation([0, 0, 1, 1], [-1, -2, 3, 4], 2)).toBeCloseTo(Math.LN2, 14);
    expect(labelInformation([2, 2, 0, 1], [7, 7, 1, 3], 100)).toBeCloseTo(1.5 * Math.LN2, 14);
  });

  test('of one number, or one label: nothing', () => {
    expect(labelInformation([0, 1, 0, 1], [5, 5, 5, 5], 4)).toBe(0);
    expect(labelInformation([1, 1, 1, 1], [5, 6, 7, 8], 4)).toBe(0);
  });

  test('in bins loses what lies within them', () => {
    const labels = [0, 1, 0, 1, 0, 1, 0, 1];
    expect(labelInformation(labels, [1, 2, 3, 4, 5, 6, 7, 8], 2)).toBeCloseTo(0, 14);
    expect(labelInformation(labels, [1, 2, 3, 4, 5, 6, 7, 8], 8)).toBeCloseTo(Math.LN2, 14);
  });

  test('refuses what does not fit', () => {
    expect(() => labelInformation([0], [1, 2], 2)).toThrow('1 labels of 2 values');
    expect(() => labelInformation([], [], 2)).toThrow('0 samples');
  });
});
