import type { RandomStream } from '@rgflow/random';
import erf from '@stdlib/math-base-special-erf';

/** Entropy of a normal variable of variance 1. */
export const NORMAL = Math.log(2 * Math.PI * Math.E) / 2;

/** A density whose entropy is known. */
export interface ClosedForm {
  readonly name: string;
  /** How a sample comes of a normal and a uniform number; either side of u is as good in a mean. */
  readonly of: (z: number, u: number) => number;
  readonly density: (x: number) => number;
  readonly cumulative: (x: number) => number;
  readonly variance: number;
}

export const CLOSED_FORMS: readonly ClosedForm[] = [
  { name: 'normal', of: (z) => z, density: bell, cumulative: below, variance: 1 },
  { name: 'uniform', of: below, density: () => 1, cumulative: (x) => Math.min(1, Math.max(0, x)), variance: 1 / 12 },
  {
    name: 'exponential',
    of: (z) => -Math.log(below(-z)),
    density: (x) => Math.exp(-x),
    cumulative: (x) => -Math.expm1(-Math.max(0, x)),
    variance: 1,
  },
  {
    name: 'Laplace',
    of: (z) => -Math.sign(z) * Math.log(2 * below(-Math.abs(z))),
    density: (x) => Math.exp(-Math.abs(x)) / 2,
    cumulative: (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2),
    variance: 2,
  },
  {
    name: 'logistic',
    of: (z) => Math.log(below(z) / below(-z)),
    density: (x) => logistic(x) * logistic(-x),
    cumulative: logistic,
    variance: (Math.PI * Math.PI) / 3,
  },
  tanhOf(0.4),
  tanhOf(4),
  twoAt(2),
  twoAt(5),
];

/** Entropy, from E ln p. */
export function entropyOf({ of, density }: ClosedForm): number {
  return -expectation((z) => Math.log(density(of(z, 0))));
}

/** E f(z), z ~ N(0, 1). */
export function expectation(f: (z: number) => number, points = 1000): number {
  let [sum, weights] = [0, 0];
  for (let i = 0; i < points; i++) {
    const z = ((2 * i + 1) / points - 1) * 5.2;
    sum += bell(z) * f(z);
    weights += bell(z);
  }
  return sum / weights;
}

/** Of tanh u, u ~ N(0, q). */
function tanhOf(q: number): ClosedForm {
  const s = Math.sqrt(q);
  return {
    name: `tanh of N(0, ${q})`,
    of: (z) => Math.tanh(s * z),
    density: (x) => bell(Math.atanh(x) / s) / (s * (1 - x * x)),
    cumulative: (x) => below(Math.atanh(Math.min(1, Math.max(-1, x))) / s),
    variance: expectation((z) => Math.tanh(s * z) * Math.tanh(s * z)),
  };
}

function twoAt(mean: number): ClosedForm {
  return {
    name: `N(±${mean}, 1)`,
    of: (z, u) => z + (u < 0.5 ? mean : -mean),
    density: (x) => (bell(x - mean) + bell(x + mean)) / 2,
    cumulative: (x) => (below(x - mean) + below(x + mean)) / 2,
    variance: 1 + mean * mean,
  };
}

function bell(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

function below(z: number): number {
  return (1 + erf(z / Math.SQRT2)) / 2;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function samplesOf({ of }: ClosedForm, n: number, stream: RandomStream): Float64Array {
  const uniform = stream.uniform(n);
  return Float64Array.from(stream.normals(new Float32Array(n)), (z, s) => of(z, uniform[s]!));
}
