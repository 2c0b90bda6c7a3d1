import { activate, ERF } from './activations';
import { loadPart, storePart } from './lanes';
import { logSlopes } from './log-slopes';
import { highDoubles, lowDoubles, total } from './reductions';

/** ln(2 / sqrt(pi)), the logarithm of the slope of erf at 0. */
const LOG_SLOPE_OF_ERF: f64 = 0.1207822376352452;

/**
 * For each row: x[i, j] <- x[i, j] + bias[j], its sums in float64, sums[2 i] <- sum_j x_ij, sums[2 i + 1] <- sum_j x_ij^2;
 * where `out` is not 0, out[i, j] <- phi(x_ij); and where `slopes` is not 0 either, slopes[i] <- sum_j ln phi'(x_ij). `bias`
 * may be 0, which adds none. A row at a time, so that it stays in the first-level cache.
 */
export function activateWithSums(
  activation: i32, rows: usize, columns: usize, x: usize, bias: usize, out: usize, sums: usize, slopes: usize,
): void {
  const rowBytes = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += rowBytes, sums += 16) {
    addBiasSums(columns, x, bias, sums);
    if (out) {
      activate(activation, columns, x, out);
      if (slopes) {
        if (activation == ERF) store<f64>(slopes, <f64>columns * LOG_SLOPE_OF_ERF - load<f64>(sums, 8));
        else store<f64>(slopes, logSlopes(activation, columns, x, out));
        slopes += 8;
      }
      out += rowBytes;
    }
  }
}

/** x[j] <- x[j] + bias[j], with its two sums to the bits of `sum` and `sumOfSquares`: here neither waits. */
// @ts-ignore: decorator
@inline
function addBiasSums(columns: usize, x: usize, bias: usize, sums: usize): void {
  let low = f64x2.splat(0), high = f64x2.splat(0), lowSquares = f64x2.splat(0), highSquares = f64x2.splat(0);
  const end = x + ((columns & ~3) << 2);
  for (; x < end; x += 16) {
    let values = v128.load(x);
    if (bias) {
      values = f32x4.add(values, v128.load(bias));
      v128.store(x, values);
      bias += 16;
    }
    const first = lowDoubles(values);
    const second = highDoubles(values);
    low = f64x2.add(low, first);
    high = f64x2.add(high, second);
    lowSquares = f64x2.add(lowSquares, f64x2.mul(first, first));
    highSquares = f64x2.add(highSquares, f64x2.mul(second, second));
  }
  let squares = total(f64x2.add(lowSquares, highSquares));
  const rest = columns & 3;
  if (rest) {
    let values = loadPart(x, rest);
    if (bias) {
      values = f32x4.add(values, loadPart(bias, rest));
      storePart(x, values, rest);
    }
    low = f64x2.add(low, lowDoubles(values));
    high = f64x2.add(high, highDoubles(values));
    for (const last = x + (rest << 2); x < last; x += 4) {
      const value = <f64>load<f32>(x);
      squares += value * value;
    }
  }
  store<f64>(sums, total(f64x2.add(low, high)));
  store<f64>(sums, squares, 8);
}
