/** The last 1 to 3 float32 of an array, as the low lanes of a vector, the others 0: nothing beyond the array is read. */
// @ts-ignore: decorator
@inline
export function loadPart(from: usize, count: usize): v128 {
  let x = v128.load_zero<f32>(from);
  if (count > 1) x = v128.load_lane<f32>(from, x, 1, 4);
  if (count > 2) x = v128.load_lane<f32>(from, x, 2, 8);
  return x;
}

/** Writes the low 1 to 3 lanes. */
// @ts-ignore: decorator
@inline
export function storePart(to: usize, x: v128, count: usize): void {
  v128.store_lane<f32>(to, x, 0);
  if (count > 1) v128.store_lane<f32>(to, x, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, x, 2, 8);
}

/** The next 1 to 4 float32 of an array. */
// @ts-ignore: decorator
@inline
export function loadLanes(from: usize, count: usize): v128 {
  return count == 4 ? v128.load(from) : loadPart(from, count);
}

/** Writes the low 1 to 4 lanes. */
// @ts-ignore: decorator
@inline
export function storeLanes(to: usize, x: v128, count: usize): void {
  if (count == 4) v128.store(to, x);
  else storePart(to, x, count);
}
