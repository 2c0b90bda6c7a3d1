import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkNumberFamily, type NumberFamilyName } from './renormalisation/block-sum.js';

/** Beyond it e^-mean is no double. */
const LARGEST_POISSON_MEAN = 700;

/**
 * Independent numbers of a family, by its usual parameters.
 *
 * Exponential and Poisson numbers by the inverse of their distribution function, gamma numbers by rejection (Marsaglia and
 * Tsang, ACM Trans. Math. Softw. 26, 363 (2000)), normal ones as `RandomStream.normals` has them, to float32.
 *
 * @param parameters  In the order of `NUMBER_FAMILIES[name].parameters`.
 * @returns           Shape (count).
 * @throws {DomainError}  if there is no such family, a parameter is out of range, the mean of a Poisson family above 700, or
 *                        `count` no whole number.
 *
 * @example
 * sampleFamily('gamma', [2.5, 0.5], 1000, RandomStream.named('sample')); // of mean 1.25
 */
export function sampleFamily(
  name: NumberFamilyName,
  parameters: readonly number[],
  count: number,
  random: RandomStream,
): Float64Array {
  checkNumberFamily('sampleFamily', name, parameters);
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new DomainError(`sampleFamily: count is ${count}; expected a whole number.`);
  }
  const [first, second] = parameters as [number, number];
  switch (name) {
    case 'gaussian': {
      const deviation = Math.sqrt(second);
      return Float64Array.from(random.normals(new Float32Array(count)), (z) => first + deviation * z);
    }
    case 'exponential':
      return random.uniform(count).map((u) => -Math.log1p(-u) / first);
    case 'gamma':
      return gammaNumbers(first, count, random).map((x) => second * x);
    case 'poisson':
      if (first > LARGEST_POISSON_MEAN) {
        throw new DomainError(`sampleFamily: the mean of a Poisson family is ${first}; expected at most 700.`);
      }
      return random.uniform(count).map((u) => poissonQuantile(first, u));
    case 'bernoulli':
      return random.uniform(count).map((u) => (u < first ? 1 : 0));
    default:
      return name satisfies never;
  }
}

function poissonQuantile(mean: number, u: number): number {
  let probability = Math.exp(-mean);
  let upTo = probability;
  let k = 0;
  // What is left of the sum beyond is rounding.
  for (; u >= upTo && probability > 0; k++) {
    probability *= mean / (k + 1);
    upTo += probability;
  }
  return k;
}

/** Of scale 1. Below shape 1 a number of one more, times u^(1/shape). */
function gammaNumbers(shape: number, count: number, random: RandomStream): Float64Array {
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const out = new Float64Array(count);
  let pending = Uint32Array.from({ length: count }, (_, place) => place);
  for (let attempt = 0; pending.length > 0; attempt++) {
    const stream = random.split('attempt', { attempt });
    const z = stream.normals(new Float32Array(pending.length));
    const u = stream.uniform(pending.length);
    pending = pending.filter((place, at) => {
      const root = 1 + c * z[at]!;
      if (root <= 0) return true;
      const v = root * root * root;
      out[place] = d * v;
      return !(Math.log1p(-u[at]!) < (z[at]! * z[at]!) / 2 + d * (1 - v + Math.log(v)));
    });
  }
  if (shape >= 1) return out;
  const powers = random.split('power').uniform(count);
  return out.map((x, at) => x * Math.exp(Math.log1p(-powers[at]!) / shape));
}
