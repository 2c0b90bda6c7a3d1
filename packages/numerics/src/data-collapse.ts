import { Matrix, QrDecomposition } from 'ml-matrix';
import { DomainError, ShapeError } from './errors.js';
import { pow, square } from './power.js';

/** A point of one of several curves y(x) that may be one curve but for a shift of each. */
export interface CurvePoint {
  /** 0, 1, ..., which curve. */
  readonly curve: number;
  readonly x: number;
  readonly y: number;
  /** 1/N of a system of finite size; 0, an infinite one, unless told. */
  readonly inverseSize?: number;
}

export interface CollapseOptions {
  /** Of the polynomial F. */
  readonly degree: number;
  /** How many powers of e^λ/N correct for a finite size; 0 unless told. */
  readonly sizeOrder?: number;
}

export interface Collapse {
  /** Scatter of y about the common curve, √(Σ r² / (points - parameters)). */
  readonly scatter: number;
}

/**
 * How well curves fall on one for given shifts λ_i of the curves,
 *
 *     y = λ_i + F(x) + c_1 u + c_2 u² + ...,    u = e^λ_i/N,
 *
 * F a polynomial. Neither unit nor origin of x matters, nor those of y where nothing corrects for a finite size. With y the
 * logarithm of a length and e^λ_i a scale of it, this is finite-size scaling with corrections.
 *
 * @param shifts  λ_i; a number common to all changes nothing.
 * @throws {ShapeError}   if there are no more points than parameters.
 * @throws {DomainError}  if a number is not finite, or the points do not determine the curve.
 */
export function collapseBy(
  points: readonly CurvePoint[],
  shifts: readonly number[],
  options: CollapseOptions,
): Collapse {
  const { scatter } = fitted(points, ({ y, curve }) => y - shifts[curve]!, [], shifts, options);
  return { scatter };
}

/**
 * The shifts by which curves fall on one best, whatever they are: by least squares, λ_0 = 0. With corrections of finite size
 * they are those of an infinite one; u is that of the shifts found, step by step until they stay.
 *
 * @throws  as `collapseBy`; {DomainError} if the shifts do not settle.
 *
 * @example Three parallel lines
 * const points = [0, 1, 2].flatMap((curve) => [0, 1, 2, 3].map((x) => ({ curve, x, y: x + curve ** 2 })));
 * collapse(points, { degree: 1 }).shifts; // [0, 1, 4]
 */
export function collapse(
  points: readonly CurvePoint[],
  options: CollapseOptions,
): Collapse & { readonly shifts: readonly number[] } {
  const curves = 1 + Math.max(0, ...points.map(({ curve }) => curve));
  const indicators = Array.from({ length: curves - 1 }, (_, i) => (point: CurvePoint) => Number(point.curve === i + 1));
  const step = (shifts: readonly number[], sizeOrder: number) => {
    const found = fitted(points, ({ y }) => y, indicators, shifts, { ...options, sizeOrder });
    return { scatter: found.scatter, shifts: [0, ...found.coefficients.slice(0, curves - 1)] };
  };
  let here = step(Array(curves).fill(0), 0);
  if (!options.sizeOrder) return here;
  for (let n = 0; n < MOST_STEPS; n++) {
    const there = step(here.shifts, options.sizeOrder);
    const change = Math.max(...there.shifts.map((shift, i) => Math.abs(shift - here.shifts[i]!)));
    here = there;
    if (change < SETTLED) return here;
  }
  throw new DomainError('collapse: the shifts do not settle with this correction of finite size; give a lower order.');
}

const MOST_STEPS = 500;
const SETTLED = 1e-9;

/** Scales that diverge at a critical point. */
export interface Divergence {
  /** ν. */
  readonly exponent: number;
  /** t_c. */
  readonly critical: number;
  /** Of the shifts about the law, √(Σ r² / (shifts - parameters)). */
  readonly scatter: number;
}

/**
 * Exponent and critical point from shifts alone,
 *
 *     λ_i = a - ν ln(t_c - t_i) + b_1 (t_c - t_i) + b_2 (t_c - t_i)² + ...,
 *
 * the b being corrections to scaling, which a scale far from the critical point has. Given t_c all else is linear, and t_c
 * is where the scatter is least; sought from the largest t_i on, up to three times the range of the t_i away.
 *
 * @param controls     t_i.
 * @param corrections  How many b.
 * @throws  as `collapseBy`; {DomainError} if all t_i are the same, or the scatter is least at an end of what is sought
 *          through.
 */
export function divergence(shifts: readonly number[], controls: readonly number[], corrections: number): Divergence {
  const last = Math.max(...controls);
  const range = last - Math.min(...controls);
  if (range === 0) throw new DomainError(`divergence: all controls are ${last}; give scales at more than one.`);
  const points = controls.map((_, curve) => ({ curve, x: 0, y: shifts[curve]! }));
  const at = (logDistance: number) => {
    // In units of the range, from the last one on: another unit of t only changes a and the b.
    const beyond = Math.exp(logDistance);
    const distance = ({ curve }: CurvePoint) => beyond + (last - controls[curve]!) / range;
    const columns = [
      (point: CurvePoint) => -Math.log(distance(point)),
      ...Array.from({ length: corrections }, (_, k) => (point: CurvePoint) => pow(distance(point), k + 1)),
    ];
    const { scatter, coefficients } = fitted(points, ({ y }) => y, columns, shifts, { degree: 0 });
    return { critical: last + range * beyond, exponent: coefficients[0]!, scatter };
  };
  const [from, to] = [Math.log(NEAREST), Math.log(FARTHEST)];
  const places = Array.from({ length: STEPS + 1 }, (_, n) => from + ((to - from) * n) / STEPS);
  const scatters = places.map((place) => at(place).scatter);
  const least = scatters.indexOf(Math.min(...scatters));
  if (least === 0 || least === STEPS) {
    throw new DomainError('divergence: the scales do not tell where they diverge; give some nearer to it.');
  }
  return at(minimum((place) => at(place).scatter, places[least - 1]!, places[least + 1]!));
}

/** The distance of t_c from the largest t_i, in units of their range. */
const NEAREST = 1e-3;
const FARTHEST = 3;
const STEPS = 60;

/** Of a function with one minimum in between, by the golden section, to half the digits, which is all it has. */
function minimum(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [p, q] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [fp, fq] = [f(p), f(q)];
  while (high - low > 1e-7) {
    if (fp < fq) {
      [high, q, fq] = [q, p, fp];
      p = high - GOLDEN * (high - low);
      fp = f(p);
    } else {
      [low, p, fp] = [p, q, fq];
      q = low + GOLDEN * (high - low);
      fq = f(q);
    }
  }
  return (low + high) / 2;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Least squares of `of` by `columns`, a polynomial of x, and powers of e^λ/N. x and what is fitted are taken from the middle
 * of their range on and in units of half of it, columns in units of their lengths: neither origin nor unit matters.
 */
function fitted(
  points: readonly CurvePoint[],
  of: (point: CurvePoint) => number,
  columns: readonly ((point: CurvePoint) => number)[],
  shifts: readonly number[],
  { degree, sizeOrder = 0 }: CollapseOptions,
): { readonly scatter: number; readonly coefficients: readonly number[] } {
  const parameters = columns.length + degree + 1 + sizeOrder;
  if (points.length <= parameters) {
    throw new ShapeError(`collapse: ${points.length} points for ${parameters} parameters; give more points.`);
  }
  const x = withinRange(points.map((point) => point.x));
  const wanted = withinRange(points.map(of));
  const corrections = sizeOrder === 0 ? [] : relativeSizes(points, shifts);
  const rows = points.map((point, i) => [
    ...columns.map((column) => column(point)),
    ...Array.from({ length: degree + 1 }, (_, k) => pow(x.values[i]!, k)),
    ...Array.from({ length: sizeOrder }, (_, k) => pow(corrections[i]!, k + 1)),
  ]);
  if (![...wanted.values, ...rows.flat()].every(Number.isFinite)) {
    throw new DomainError('collapse: a point or a shift is not finite; give finite numbers.');
  }
  const design = new Matrix(rows);
  const lengths = Array.from({ length: parameters }, (_, k) => design.getColumnVector(k).norm() || 1);
  design.divRowVector(lengths);
  const qr = new QrDecomposition(design);
  const sizes = qr.upperTriangularMatrix.diagonal().map(Math.abs);
  if (!(Math.min(...sizes) > 1e-12)) {
    throw new DomainError('collapse: the points do not determine the curve; give more x, or curves that overlap.');
  }
  const solution = qr.solve(Matrix.columnVector(wanted.values));
  const values = design.mmul(solution).to1DArray();
  const sum = wanted.values.reduce((total, value, i) => total + square(value - values[i]!), 0);
  return {
    scatter: wanted.unit * Math.sqrt(sum / (points.length - parameters)),
    coefficients: solution.to1DArray().map((share, k) => wanted.unit * (share / lengths[k]!)),
  };
}

/** Numbers from the middle of their range on, in units of half of it: from -1 to 1, or 0 if all are the same. */
function withinRange(numbers: readonly number[]): { readonly values: readonly number[]; readonly unit: number } {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const middle = least / 2 + most / 2;
  const unit = most / 2 - least / 2 || 1;
  return { values: numbers.map((number) => (number - middle) / unit), unit };
}

/** e^λ/N in units of the largest, by logarithms: e^λ itself may be no double. */
function relativeSizes(points: readonly CurvePoint[], shifts: readonly number[]): readonly number[] {
  const logs = points.map(({ curve, inverseSize = 0 }) => Math.log(inverseSize) + shifts[curve]!);
  const largest = Math.max(...logs);
  if (largest === Number.NEGATIVE_INFINITY) {
    throw new DomainError(
      'collapse: no point has a finite size to correct for; give their inverseSize, or sizeOrder 0.',
    );
  }
  return logs.map((log) => Math.exp(log - largest));
}
