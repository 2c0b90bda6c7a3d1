import { highDoubles, lowDoubles } from './reductions';

/**
 * x[i, j] <- x[i, j] - mean_i x[i, j]; means, float64 (columns), in the order of the rows; differences in float64,
 * rounded once. Returns the largest size of a difference.
 */
export function centreColumns(rows: usize, columns: usize, x: usize, means: usize): f64 {
  memory.fill(means, 0, columns << 3);
  let at = x;
  for (let i: usize = 0; i < rows; i++) {
    let mean = means;
    for (const end = at + ((columns & ~3) << 2); at < end; at += 16, mean += 32) {
      const values = v128.load(at);
      v128.store(mean, f64x2.add(v128.load(mean), lowDoubles(values)));
      v128.store(mean, f64x2.add(v128.load(mean, 16), highDoubles(values)), 16);
    }
    for (const end = at + ((columns & 3) << 2); at < end; at += 4, mean += 8) {
      store<f64>(mean, load<f64>(mean) + <f64>load<f32>(at));
    }
  }
  for (let mean = means, end = means + (columns << 3); mean < end; mean += 8) {
    store<f64>(mean, load<f64>(mean) / <f64>rows);
  }
  let most = f64x2.splat(0);
  let mostOfRest: f64 = 0;
  at = x;
  for (let i: usize = 0; i < rows; i++) {
    let mean = means;
    for (const end = at + ((columns & ~3) << 2); at < end; at += 16, mean += 32) {
      const values = v128.load(at);
      const low = f64x2.sub(lowDoubles(values), v128.load(mean));
      const high = f64x2.sub(highDoubles(values), v128.load(mean, 16));
      most = f64x2.pmax(most, f64x2.pmax(f64x2.abs(low), f64x2.abs(high)));
      v128.store(at, v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
    }
    for (const end = at + ((columns & 3) << 2); at < end; at += 4, mean += 8) {
      const difference = <f64>load<f32>(at) - load<f64>(mean);
      if (abs(difference) > mostOfRest) mostOfRest = abs(difference);
      store<f32>(at, <f32>difference);
    }
  }
  return max(mostOfRest, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
}

/** Rows and columns of a tile: 16 float32 are a line of the cache. */
const TILE: usize = 16;

/** x[j, i] <- x[i, j] for j > i, tile by tile, so that the lines that are written across stay in the cache. */
export function mirrorUpper(rows: usize, x: usize): void {
  const rowBytes = rows << 2;
  for (let top: usize = 0; top < rows; top += TILE) {
    const bottom = min<usize>(top + TILE, rows);
    for (let left = top; left < rows; left += TILE) {
      const right = min<usize>(left + TILE, rows);
      if (left > top && right - left == TILE) mirrorTile(rowBytes, x + top * rowBytes + (left << 2), x + left * rowBytes + (top << 2));
      else mirrorEdge(rowBytes, x, top, bottom, left, right);
    }
  }
}

/** A whole tile, by transposing 4 x 4 entries in registers. */
function mirrorTile(rowBytes: usize, from: usize, to: usize): void {
  for (let i: usize = 0; i < TILE; i += 4) {
    for (let j: usize = 0; j < TILE; j += 4) {
      const source = from + i * rowBytes + (j << 2);
      const a = v128.load(source), b = v128.load(source + rowBytes);
      const c = v128.load(source + 2 * rowBytes), d = v128.load(source + 3 * rowBytes);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const target = to + j * rowBytes + (i << 2);
      v128.store(target, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(target + rowBytes, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(target + 2 * rowBytes, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
      v128.store(target + 3 * rowBytes, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
    }
  }
}

function mirrorEdge(rowBytes: usize, x: usize, top: usize, bottom: usize, left: usize, right: usize): void {
  for (let j = left; j < right; j++) {
    for (let i = top, end = min<usize>(bottom, j); i < end; i++) {
      store<f32>(x + j * rowBytes + (i << 2), load<f32>(x + i * rowBytes + (j << 2)));
    }
  }
}
