/**
 * Single-precision matrix product on packed panels, after Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication", ACM Trans. Math. Softw. 34, 12 (2008).
 *
 * This file is compiled twice: with relaxed SIMD, where a multiply-add may be one fused instruction and is nearly twice
 * as fast, and without, for engines that do not know relaxed SIMD.
 */

// V8 gives x86-64 code 15 vector registers: 8 accumulators, 2 of B and 4 of A, and one to multiply into.
const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
// A panel of B, 256 x 8, stays in the first-level cache; a block of A, 120 x 256, in the second.
const BLOCK_ROWS: i32 = 120;
const BLOCK_DEPTH: i32 = 256;
const BLOCK_COLUMNS: i32 = 1024;

const PACKED_A_BYTES: usize = BLOCK_ROWS * BLOCK_DEPTH * 4;
const PACKED_B_BYTES: usize = BLOCK_DEPTH * BLOCK_COLUMNS * 4;
const TILE_BYTES: usize = TILE_ROWS * TILE_COLUMNS * 4;

/** Where memory that this module does not use itself begins. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of scratch memory, 64-byte aligned, that `gemm` works in. */
export function gemmScratchBytes(): usize {
  return PACKED_A_BYTES + PACKED_B_BYTES + TILE_BYTES;
}

/**
 * C <- alpha op(A) op(B) + beta C; op(A) (m, k), op(B) (k, n), C (m, n), all row-major and contiguous, m, n >= 1.
 * With beta = 0, C is only written; with alpha = 0 or k = 0, A and B are not read.
 */
export function gemm(
  transposeA: bool, transposeB: bool, m: i32, n: i32, k: i32,
  alpha: f32, a: usize, b: usize, beta: f32, c: usize, scratch: usize,
): void {
  if (k == 0 || alpha == 0) {
    scaleMatrix(<usize>m * <usize>n, beta, c);
    return;
  }
  const packedA = scratch;
  const packedB = packedA + PACKED_A_BYTES;
  const tile = packedB + PACKED_B_BYTES;
  for (let j0 = 0; j0 < n; j0 += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - j0);
    for (let p0 = 0; p0 < k; p0 += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, k - p0);
      // beta belongs to the first pass over the depth; the later ones add to what is there.
      const keep: f32 = p0 == 0 ? beta : 1;
      packB(transposeB, b, n, k, p0, j0, depth, columns, packedB);
      for (let i0 = 0; i0 < m; i0 += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i0);
        packA(transposeA, a, m, k, i0, p0, rows, depth, packedA);
        multiplyBlock(rows, columns, depth, alpha, packedA, packedB, keep, c + index(i0, n, j0), n, tile);
      }
    }
  }
}

function multiplyBlock(
  rows: i32, columns: i32, depth: i32, alpha: f32, packedA: usize, packedB: usize, keep: f32, c: usize, n: i32, tile: usize,
): void {
  const panelA = <usize>depth * TILE_ROWS * 4;
  const panelB = <usize>depth * TILE_COLUMNS * 4;
  for (let j = 0, pb = packedB; j < columns; j += TILE_COLUMNS, pb += panelB) {
    for (let i = 0, pa = packedA; i < rows; i += TILE_ROWS, pa += panelA) {
      const at = c + index(i, n, j);
      if (i + TILE_ROWS <= rows && j + TILE_COLUMNS <= columns) {
        multiplyTile(depth, alpha, pa, pb, keep, at, <usize>n * 4);
      } else {
        multiplyTile(depth, alpha, pa, pb, 0, tile, TILE_COLUMNS * 4);
        addTile(min(TILE_ROWS, rows - i), min(TILE_COLUMNS, columns - j), tile, keep, at, <usize>n * 4);
      }
    }
  }
}

/**
 * The 4 x 8 tile of C, c <- alpha a b + keep c, all of it held in registers while the depth runs.
 *
 * Unrolled twice, with a way out in the middle rather than an even depth: up to V8 12 the compiler issues all loads of a
 * basic block first, and without a branch between them two steps need more registers than there are.
 */
function multiplyTile(depth: i32, alpha: f32, a: usize, b: usize, keep: f32, c: usize, rowBytes: usize): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  while (true) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let a0 = v128.load_splat<f32>(a), a1 = v128.load_splat<f32>(a, 4);
    let a2 = v128.load_splat<f32>(a, 8), a3 = v128.load_splat<f32>(a, 12);
    c00 = multiplyAdd(a0, b0, c00); c01 = multiplyAdd(a0, b1, c01);
    c10 = multiplyAdd(a1, b0, c10); c11 = multiplyAdd(a1, b1, c11);
    c20 = multiplyAdd(a2, b0, c20); c21 = multiplyAdd(a2, b1, c21);
    c30 = multiplyAdd(a3, b0, c30); c31 = multiplyAdd(a3, b1, c31);
    if (depth == 1) break;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    a0 = v128.load_splat<f32>(a, 16); a1 = v128.load_splat<f32>(a, 20);
    a2 = v128.load_splat<f32>(a, 24); a3 = v128.load_splat<f32>(a, 28);
    c00 = multiplyAdd(a0, b0, c00); c01 = multiplyAdd(a0, b1, c01);
    c10 = multiplyAdd(a1, b0, c10); c11 = multiplyAdd(a1, b1, c11);
    c20 = multiplyAdd(a2, b0, c20); c21 = multiplyAdd(a2, b1, c21);
    c30 = multiplyAdd(a3, b0, c30); c31 = multiplyAdd(a3, b1, c31);
    depth -= 2;
    if (depth == 0) break;
    a += 32;
    b += 64;
  }
  storeRow(c, alpha, c00, c01, keep);
  storeRow(c + rowBytes, alpha, c10, c11, keep);
  storeRow(c + 2 * rowBytes, alpha, c20, c21, keep);
  storeRow(c + 3 * rowBytes, alpha, c30, c31, keep);
}

// @ts-ignore: decorator
@inline
function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(f32x4.mul(x, y), z);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, alpha: f32, x0: v128, x1: v128, keep: f32): void {
  x0 = f32x4.mul(f32x4.splat(alpha), x0);
  x1 = f32x4.mul(f32x4.splat(alpha), x1);
  if (keep != 0) {
    x0 = f32x4.add(x0, f32x4.mul(f32x4.splat(keep), v128.load(c)));
    x1 = f32x4.add(x1, f32x4.mul(f32x4.splat(keep), v128.load(c, 16)));
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

/** c <- tile + keep c on the part of a tile that lies inside the matrix. */
function addTile(rows: i32, columns: i32, tile: usize, keep: f32, c: usize, rowBytes: usize): void {
  for (let i = 0; i < rows; i++, tile += TILE_COLUMNS * 4, c += rowBytes) {
    for (let j = 0; j < columns; j++) {
      const at = c + (<usize>j << 2);
      const value = load<f32>(tile + (<usize>j << 2));
      store<f32>(at, keep == 0 ? value : value + keep * load<f32>(at));
    }
  }
}

/** c <- beta c, where beta = 0 overwrites NaN too. */
function scaleMatrix(length: usize, beta: f32, c: usize): void {
  if (beta == 0) memory.fill(c, 0, length << 2);
  else if (beta != 1) for (const end = c + (length << 2); c < end; c += 4) store<f32>(c, beta * load<f32>(c));
}

/** Packs rows [i0, i0 + rows) of op(A), depth [p0, p0 + depth), into panels of 4 rows, the depth running slowest. */
function packA(transposed: bool, a: usize, m: i32, k: i32, i0: i32, p0: i32, rows: i32, depth: i32, out: usize): void {
  for (let i = 0; i < rows; i += TILE_ROWS, out += <usize>depth * TILE_ROWS * 4) {
    const lanes = min(TILE_ROWS, rows - i);
    if (transposed) packLanes(a + index(p0, m, i0 + i), <usize>m * 4, lanes, depth, out, TILE_ROWS);
    else packDepth(a + index(i0 + i, k, p0), <usize>k * 4, lanes, depth, out, TILE_ROWS);
  }
}

/** Packs columns [j0, j0 + columns) of op(B), depth [p0, p0 + depth), into panels of 8 columns. */
function packB(transposed: bool, b: usize, n: i32, k: i32, p0: i32, j0: i32, depth: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS, out += <usize>depth * TILE_COLUMNS * 4) {
    const lanes = min(TILE_COLUMNS, columns - j);
    if (transposed) packDepth(b + index(j0 + j, k, p0), <usize>k * 4, lanes, depth, out, TILE_COLUMNS);
    else packLanes(b + index(p0, n, j0 + j), <usize>n * 4, lanes, depth, out, TILE_COLUMNS);
  }
}

/** A panel from memory where neighbours belong to one depth: copies runs of `width`, filling up with zeros. */
// @ts-ignore: decorator
@inline
function packLanes(from: usize, depthBytes: usize, lanes: i32, depth: i32, out: usize, width: i32): void {
  if (lanes == width) {
    for (let p = 0; p < depth; p++, from += depthBytes, out += <usize>width * 4) {
      v128.store(out, v128.load(from));
      if (width == 8) v128.store(out, v128.load(from, 16), 16);
    }
    return;
  }
  for (let p = 0; p < depth; p++, from += depthBytes, out += <usize>width * 4) {
    for (let lane = 0; lane < width; lane++) {
      store<f32>(out + (<usize>lane << 2), lane < lanes ? load<f32>(from + (<usize>lane << 2)) : 0);
    }
  }
}

/** A panel from memory where neighbours belong to one lane: transposes, four depths at a time. */
// @ts-ignore: decorator
@inline
function packDepth(from: usize, laneBytes: usize, lanes: i32, depth: i32, out: usize, width: i32): void {
  let p = 0;
  if (lanes == width) {
    for (; p + 4 <= depth; p += 4) {
      const source = from + (<usize>p << 2);
      const target = out + <usize>p * <usize>width * 4;
      transpose4(source, laneBytes, target, <usize>width * 4);
      if (width == 8) transpose4(source + 4 * laneBytes, laneBytes, target + 16, <usize>width * 4);
    }
  }
  for (; p < depth; p++) {
    for (let lane = 0; lane < width; lane++) {
      const value: f32 = lane < lanes ? load<f32>(from + <usize>lane * laneBytes + (<usize>p << 2)) : 0;
      store<f32>(out + (<usize>(p * width + lane) << 2), value);
    }
  }
}

// @ts-ignore: decorator
@inline
function transpose4(from: usize, fromBytes: usize, to: usize, toBytes: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromBytes);
  const r2 = v128.load(from + 2 * fromBytes);
  const r3 = v128.load(from + 3 * fromBytes);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + toBytes, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + 2 * toBytes, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + 3 * toBytes, v128.shuffle<f64>(high01, high23, 1, 3));
}

/** Bytes from the start of a row-major matrix of `columns` columns to its element (row, column). */
// @ts-ignore: decorator
@inline
function index(row: i32, columns: i32, column: i32): usize {
  return (<usize>row * <usize>columns + <usize>column) << 2;
}
