import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logAbsDeterminant } from '../src/determinant.js';
import { type LeastSquaresFit, leastSquares, type Model } from '../src/least-squares.js';
import { orthonormalRows } from '../src/orthonormal-rows.js';
import { symmetricEigen } from '../src/symmetric-eigen.js';
import { numbers, offsets, scales } from '../src/testing.js';
import { whitening } from '../src/whitening.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

const decay: Model = {
  value: (x, [height, rate, floor]) => height! * Math.exp(-rate! * x) + floor!,
  gradient: (x, [height, rate]) => [Math.exp(-rate! * x), -x * height! * Math.exp(-rate! * x), 1],
};
const line: Model = { value: (x, [a, b]) => a! + b! * x, gradient: (x) => [1, x] };
const x = Array.from({ length: 25 }, (_, i) => i / 4);

/** Curves of height 2, rate 0.7 and floor 0.3 with errors, up to 0.07 and never all zero. */
const noisy = numbers(25, 25).map((noise) =>
  noise.map((e, i) => 2 * Math.exp(-0.7 * x[i]!) + 0.3 + 0.05 * e + 0.02 * Math.cos(3 * i)),
);
const start = [1.8, 0.6, 0.25] as const;

const valuesOf = ({ parameters }: LeastSquaresFit) => parameters.map(({ value }) => value);
const errorsOf = ({ parameters }: LeastSquaresFit) => parameters.map(({ standardError }) => standardError);

/** Every parameter within some roundings of its error and of itself. */
function expectClose(found: readonly number[], wanted: readonly number[], errors: readonly number[]): void {
  found.forEach((p, k) => {
    expect(Math.abs(p - wanted[k]!)).toBeLessThanOrEqual(1e-11 * errors[k]! + 1e-13 * Math.abs(wanted[k]!));
  });
}

describe('leastSquares', () => {
  test('does not depend on the units of y, of x, or of the weights', () => {
    fc.assert(
      fc.property(noisy, scales(), scales(), scales(), numbers(25, 25), (y, c, unit, factor, exponents) => {
        // The derivative by the rate, x y, has to be a double.
        fc.pre(c * unit > 1e-300 && c * unit < 1e300);
        const weights = exponents.map((e) => Math.exp(e));
        const plain = leastSquares(x, y, decay, start, { weights });
        expect(plain.converged).toBe(true);
        const scaled = leastSquares(
          x.map((place) => place * unit),
          y.map((value) => value * c),
          decay,
          [start[0] * c, start[1] / unit, start[2] * c],
          { weights: weights.map((w) => w * factor) },
        );
        expect(scaled.converged).toBe(true);
        const inUnits = ([height, rate, floor]: readonly number[]) => [height! / c, rate! * unit, floor! / c];
        expectClose(inUnits(valuesOf(scaled)), valuesOf(plain), errorsOf(plain));
        inUnits(errorsOf(scaled)).forEach((error, k) => {
          expect(error / plain.parameters[k]!.standardError).toBeCloseTo(1, 9);
        });
        expect(scaled.rms / c / plain.rms).toBeCloseTo(1, 9);
      }),
      runs,
    );
  });

  test('only shifts the floor where y is shifted, by up to a million of its errors', () => {
    fc.assert(
      fc.property(noisy, offsets, (y, deviations) => {
        const offset = 0.03 * deviations;
        const plain = leastSquares(x, y, decay, start);
        const [height, rate, floor] = start;
        const far = leastSquares(
          x,
          y.map((value) => value + offset),
          decay,
          [height, rate, floor + offset],
        );
        expect(far.converged).toBe(true);
        const shifted = [...valuesOf(far).slice(0, 2), valuesOf(far)[2]! - offset];
        shifted.forEach((p, k) => {
          // The rounding of y in units of its errors, times those of the parameter.
          const rounding =
            100 * Number.EPSILON * (1 + Math.abs(offset)) * (1 + plain.parameters[k]!.standardError / plain.rms);
          expect(Math.abs(p - plain.parameters[k]!.value)).toBeLessThanOrEqual(rounding);
        });
        expect(far.rms).toBeCloseTo(plain.rms, 9);
      }),
      runs,
    );
  });

  test('fits a straight line far from the origin, where its two columns are nearly parallel', () => {
    fc.assert(
      fc.property(numbers(12, 12), offsets, scales(), (noise, offset, c) => {
        const places = noise.map((_, i) => i);
        const values = noise.map((e, i) => c * (3 - 2 * i + 0.1 * e + 0.05 * Math.cos(3 * i)));
        const plain = leastSquares(places, values, line, [0, 0]);
        const far = leastSquares(
          places.map((place) => place + offset),
          values,
          line,
          [0, 0],
        );
        // A place that is rounded by ε offset moves the line by 2 ε offset there.
        const rounding = 1e-13 * (1 + Math.abs(offset));
        expect(Math.abs(far.parameters[1]!.value - plain.parameters[1]!.value) / c).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.parameters[1]!.standardError / plain.parameters[1]!.standardError - 1)).toBeLessThanOrEqual(
          rounding * (c / plain.rms),
        );
      }),
      runs,
    );
  });

  test('weights of which only the ratios matter may be of any size', () => {
    const y = [3, 4.1, 5, 5.9, 7.2];
    const plain = leastSquares([0, 1, 2, 3, 4], y, line, [0, 0]);
    for (const weight of [5e-324, 1e-300, 1e-8, 1e308]) {
      expect(leastSquares([0, 1, 2, 3, 4], y, line, [0, 0], { weights: y.map(() => weight) }).parameters).toEqual(
        plain.parameters,
      );
    }
  });
});

describe('symmetricEigen', () => {
  const matrices = numbers(16, 16).map((m) => m.map((_, k) => m[k]! + m[4 * (k % 4) + Math.floor(k / 4)]!));

  test('has eigenvalues in the unit of the matrix', () => {
    fc.assert(
      fc.property(matrices, scales(), (m, c) => {
        const [plain, scaled] = [symmetricEigen(m), symmetricEigen(m.map((entry) => c * entry))];
        plain.values.forEach((value, k) => {
          expect(Math.abs(scaled.values[k]! / c - value)).toBeLessThanOrEqual(64 * Number.EPSILON);
        });
      }),
      runs,
    );
  });

  test('has the eigenvalues that it has without entries too small to count', () => {
    const tiny = fc.integer({ min: -300, max: -40 }).map((e) => Number(`1e${e}`));
    const factors = fc.array(fc.oneof(fc.constant(1), tiny), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(matrices, factors, scales(), (m, factor, c) => {
        const mirrored = factor.map((_, k) => factor[Math.max(k, 4 * (k % 4) + Math.floor(k / 4))]!);
        const without = m.map((entry, k) => (mirrored[k] === 1 ? entry : 0));
        const { values } = symmetricEigen(m.map((entry, k) => entry * mirrored[k]! * c));
        symmetricEigen(without).values.forEach((value, k) => {
          expect(Math.abs(values[k]! / c - value)).toBeLessThanOrEqual(64 * Number.EPSILON);
        });
      }),
      runs,
    );
  });

  test('has eigenvalues shifted by what is added to the diagonal', () => {
    fc.assert(
      fc.property(matrices, offsets, (m, offset) => {
        const shifted = m.map((entry, k) => (k % 5 === 0 ? entry + offset : entry));
        symmetricEigen(shifted).values.forEach((value, k) => {
          const rounding = 64 * Number.EPSILON * (1 + Math.abs(offset));
          expect(Math.abs(value - offset - symmetricEigen(m).values[k]!)).toBeLessThanOrEqual(rounding);
        });
      }),
      runs,
    );
  });
});

describe('logAbsDeterminant', () => {
  test('gains n ln c where the matrix is multiplied by c', () => {
    const matrices = numbers(9, 9).map((m) => m.map((entry, k) => (k % 4 === 0 ? entry + 3 : entry)));
    fc.assert(
      fc.property(matrices, scales(), (m, c) => {
        const difference = logAbsDeterminant(m.map((entry) => c * entry)) - logAbsDeterminant(m);
        expect(Math.abs(difference - 3 * Math.log(c))).toBeLessThanOrEqual(1e-12);
      }),
      runs,
    );
  });
});

describe('whitening', () => {
  /** A Aᵀ + 1 of 4 variables. */
  const covariances = numbers(16, 16).map((a) =>
    a.map((_, k) => {
      const [i, j] = [Math.floor(k / 4), k % 4];
      return [0, 1, 2, 3].reduce((sum, l) => sum + a[4 * i + l]! * a[4 * j + l]!, i === j ? 1 : 0);
    }),
  );
  const expectWhitened = (
    m: readonly number[],
    units: readonly number[],
    scaled: readonly number[],
    logUnit: number,
    nearness = 1e-13,
  ) => {
    const [plain, found] = [whitening(m), whitening(scaled)];
    plain.inverseFactor.forEach((entry, k) => {
      expect(Math.abs(found.inverseFactor[k]! * units[k % 4]! - entry)).toBeLessThanOrEqual(nearness);
    });
    const rounding = 1e-13 + 16 * Number.EPSILON * Math.abs(logUnit);
    expect(Math.abs(found.logDeterminant - plain.logDeterminant - logUnit)).toBeLessThanOrEqual(rounding);
  };

  test('divides by the root of what the covariance is multiplied by, and gains n ln of it', () => {
    fc.assert(
      fc.property(covariances, scales(), (m, c) => {
        const units = Array(4).fill(Math.sqrt(c));
        expectWhitened(
          m,
          units,
          m.map((entry) => c * entry),
          4 * Math.log(c),
        );
      }),
      runs,
    );
  });

  test('takes each variable in a unit of its own, up to a million apart', () => {
    const units = fc.array(scales(3), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(covariances, units, scales(280), (m, d, c) => {
        const found = m.map((entry, k) => c * d[Math.floor(k / 4)]! * entry * d[k % 4]!);
        const logUnit = d.reduce((sum, unit) => sum + 2 * Math.log(unit), 4 * Math.log(c));
        expectWhitened(
          m,
          d.map((unit) => unit * Math.sqrt(c)),
          found,
          logUnit,
          1e-8,
        );
      }),
      runs,
    );
  });
});

describe('orthonormalRows', () => {
  /** Three rows of five that are far from combinations of each other. */
  const frames = numbers(15, 15).map((m) => m.map((entry, k) => entry + (k % 6 === 0 ? 5 : 0)));

  test('are the same of rows each in a unit of its own', () => {
    const units = fc.array(scales(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(frames, units, (m, c) => {
        const plain = orthonormalRows(3, 5, m);
        const scaled = orthonormalRows(
          3,
          5,
          m.map((entry, k) => c[Math.floor(k / 5)]! * entry),
        );
        scaled.forEach((entry, k) => {
          expect(Math.abs(entry - plain[k]!)).toBeLessThanOrEqual(32 * Number.EPSILON);
        });
        for (let i = 0; i < 3; i++) {
          const length = scaled.subarray(5 * i, 5 * i + 5).reduce((sum, entry) => sum + entry * entry, 0);
          expect(Math.abs(length - 1)).toBeLessThanOrEqual(8 * Number.EPSILON);
        }
      }),
      runs,
    );
  });

  test('of entries whose squares are no doubles, and not of what is not finite', () => {
    for (const s of [1e-300, 1e-200, 1e-160, 1, 1e200, 1e300]) {
      expect([...orthonormalRows(2, 2, [3 * s, 0, s, 2 * s])]).toEqual([1, 0, 0, 1]);
    }
    expect(() => orthonormalRows(1, 2, [1, Number.NaN])).toThrow('row 0 is not finite');
  });
});
