// Philox 4x32-10 as in @rgflow/random (src/philox.ts), the words of `RandomStream.uint32`, four blocks at a time; normals.ts
// has the same rounds for its own order of the words: a function cannot return four vectors.
const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Writes words 4 `block` to 4 `block` + 15 of the stream to `out`. */
// @ts-ignore: decorator
@inline
export function sixteenWords(key0: u32, key1: u32, block: u64, out: usize): void {
  let c0 = i32x4.add(i32x4.splat(<i32>block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(<i32>(block >> 32));
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(0);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const high0 = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const low1 = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    const high1 = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(key0));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(key1));
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
  // Lane i holds block i; a block's words follow each other in the stream.
  const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

/** Word `index` of the kind of draw `domain`. */
export function oneWord(key0: u32, key1: u32, domain: u32, index: u64): u32 {
  const block = index >> 2;
  let c0 = <u32>block, c1 = <u32>(block >> 32), c2: u32 = 0, c3 = domain;
  for (let round = 0; round < 10; round++) {
    const first = <u64>MULTIPLIER_0 * <u64>c0, second = <u64>MULTIPLIER_1 * <u64>c2;
    c0 = <u32>(second >> 32) ^ c1 ^ key0;
    c1 = <u32>second;
    c2 = <u32>(first >> 32) ^ c3 ^ key1;
    c3 = <u32>first;
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
  const lane = <u32>index & 3;
  return lane == 0 ? c0 : lane == 1 ? c1 : lane == 2 ? c2 : c3;
}
