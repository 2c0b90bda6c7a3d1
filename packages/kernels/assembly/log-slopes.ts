import { SIGMOID, TANH } from './activations';
import { logarithm } from './elementary';
import { loadLanes } from './lanes';
import { highDoubles, lowDoubles, total } from './reductions';

/** Units of which products are taken. Each of four has 512 factors, between 1/2 and 2: no under- nor overflow. */
const CHUNK: usize = 2048;

/**
 * sum_j ln phi'(x[j]) in float64, from x and y = phi(x), so that saturation costs no digits:
 *
 *     tanh:     1 - y^2 = (1 + |y|)^2 e^(-2|x|),
 *     sigmoid:  y (1 - y) = m^2 e^-|x|,    m = max(y, 1 - y),
 *
 * with four logarithms of products for 2,048 units. 0 for linear.
 */
export function logSlopes(activation: i32, length: usize, x: usize, y: usize): f64 {
  if (activation != TANH && activation != SIGMOID) return 0;
  let all: f64 = 0;
  for (let done: usize = 0; done < length; done += CHUNK, x += CHUNK << 2, y += CHUNK << 2) {
    const count = min<usize>(CHUNK, length - done);
    all += activation == TANH ? ofChunk(true, count, x, y) : ofChunk(false, count, x, y);
  }
  return all;
}

// @ts-ignore: decorator
@inline
function ofChunk(isTanh: bool, count: usize, x: usize, y: usize): f64 {
  let low = f64x2.splat(1), high = f64x2.splat(1), lowExponents = f64x2.splat(0), highExponents = f64x2.splat(0);
  for (let left = count; left != 0; x += 16, y += 16) {
    const lanes = min<usize>(left, 4);
    // What is missing of the last four is 0, of which the factor is 1.
    const values = loadLanes(y, lanes);
    const sizes = f32x4.abs(loadLanes(x, lanes));
    low = f64x2.mul(low, factor(isTanh, lowDoubles(values)));
    high = f64x2.mul(high, factor(isTanh, highDoubles(values)));
    lowExponents = f64x2.add(lowExponents, lowDoubles(sizes));
    highExponents = f64x2.add(highExponents, highDoubles(sizes));
    left -= lanes;
  }
  const logarithms =
    logarithm(f64x2.extract_lane(low, 0)) + logarithm(f64x2.extract_lane(low, 1)) +
    (logarithm(f64x2.extract_lane(high, 0)) + logarithm(f64x2.extract_lane(high, 1)));
  // NaN comes through the exponents: `logarithm` knows nothing of it.
  return 2 * logarithms - (isTanh ? 2 : 1) * total(f64x2.add(lowExponents, highExponents));
}

/** 1 + |y| of tanh, max(y, 1 - y) of sigmoid. */
// @ts-ignore: decorator
@inline
function factor(isTanh: bool, y: v128): v128 {
  const one = f64x2.splat(1);
  return isTanh ? f64x2.add(one, f64x2.abs(y)) : f64x2.pmax(y, f64x2.sub(one, y));
}
